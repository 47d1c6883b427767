// Renders one of plugin-config.yaml's valuesTemplates as the platform's documents describe it: a Go template between << and
// >> that knows quote. The template is the file that is named, its data are JSON on standard input.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"text/template"
)

func main() {
	if err := render(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func render() error {
	if len(os.Args) != 2 {
		return fmt.Errorf("usage: platform-template FILE <DATA.json")
	}
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		return err
	}
	var data map[string]any
	if err := json.NewDecoder(os.Stdin).Decode(&data); err != nil {
		return err
	}
	functions := template.FuncMap{"quote": func(value any) string {
		if value == nil {
			return ""
		}
		return strconv.Quote(fmt.Sprint(value))
	}}
	parsed, err := template.New("values").Delims("<<", ">>").Funcs(functions).Parse(string(text))
	if err != nil {
		return err
	}
	return parsed.Execute(os.Stdout, data)
}
