using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>A tool that a request declares.</summary>
/// <param name="Declared">The tool in the API's form.</param>
/// <param name="Tool">The tool in OpenAI's form; a tool that is no function is as the API has it.</param>
internal sealed record ToolSlot(JsonNode Declared, JsonNode Tool)
{
    /// <summary>The name of the function; <see langword="null"/> for a tool that is no function.</summary>
    public string? Name => NameOf(Tool);

    /// <summary>The name of the function of a tool in OpenAI's form.</summary>
    public static string? NameOf(JsonNode? tool) => tool.Member("function").Text("name");
}
