using TracedLlm.Json;

namespace TracedLlm.Content;

/// <summary>
/// A tool in the form of any API. Only these fields are written, because other fields may contain secrets, such as the headers of an
/// MCP server.
/// </summary>
[PayloadMap]
internal readonly partial struct ToolDefinition
{
    [PayloadField("type")] public Utf8Json Type { get; init; }
    [PayloadField("name")] public Utf8Json Name { get; init; }
    [PayloadField("server_label")] public Utf8Json ServerLabel { get; init; }
    [PayloadField("description")] public Utf8Json Description { get; init; }
    [PayloadField("parameters")] public Utf8Json Parameters { get; init; }
    [PayloadField("parametersJsonSchema")] public Utf8Json ParametersJsonSchema { get; init; }
    [PayloadField("input_schema")] public Utf8Json InputSchema { get; init; }
    [PayloadField("function")] public Utf8Json Function { get; init; }

    [PayloadField("functionDeclarations")]
    [PayloadField("function_declarations")]
    public Utf8Json FunctionDeclarations { get; init; }

    /// <summary>The number of tools; <see langword="null"/> if the request declares no tools.</summary>
    public static long? Count(Utf8Json tools)
    {
        if (!tools.IsArray())
        {
            return null;
        }

        long count = 0;
        foreach (var tool in tools.Elements())
        {
            var functions = Read(tool.Memory).FunctionDeclarations;
            count += functions.IsArray() ? functions.CountElements() : 1;
        }

        return count;
    }

    /// <summary>Writes the tools of an array.</summary>
    public static void WriteAll(ContentWriter to, Utf8Json tools)
    {
        foreach (var element in tools.Elements())
        {
            if (!to.HasRoom())
            {
                return;
            }

            var tool = Read(element.Memory);
            if (!tool.FunctionDeclarations.IsEmpty)
            {
                WriteAll(to, tool.FunctionDeclarations);
            }
            else
            {
                (tool.Function.IsObject() ? Read(tool.Function.Memory) with { Type = tool.Type } : tool).Write(to, element);
            }
        }
    }

    private void Write(ContentWriter to, Utf8Json json)
    {
        var name = Name.IsEmpty ? ServerLabel : Name;
        var parameters = !Parameters.IsEmpty ? Parameters : !ParametersJsonSchema.IsEmpty ? ParametersJsonSchema : InputSchema;
        to.Json.WriteStartObject();
        to.Json.WritePropertyName("type"u8);
        if (Type.IsEmpty || Type.Is("custom"u8))
        {
            // Functions of Anthropic and Gemini have no type. The only property of Gemini's other tools is their name.
            to.Text(name.IsEmpty && FirstName(json) is { } only ? only : "function");
        }
        else
        {
            to.Text(Type);
        }

        to.Text("name"u8, name);
        to.Text("description"u8, Description);
        if (parameters.IsObject())
        {
            to.Value("parameters"u8, parameters);
        }

        to.Json.WriteEndObject();
    }

    private static string? FirstName(Utf8Json json)
    {
        var cursor = new Utf8JsonCursor(json.Span);
        return cursor.EnterObject() && cursor.NextProperty() ? System.Text.Encoding.UTF8.GetString(cursor.Name) : null;
    }
}
