using System.Text;
using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>Puts the tool calls of a streamed response together from its events.</summary>
internal sealed class StreamedToolCalls
{
    private readonly List<(string Key, string? Id, StringBuilder Name, StringBuilder Arguments)> _calls = [];

    /// <summary>The tool calls in OpenAI's form, in the order in which they begin.</summary>
    /// <param name="events">The events' JSON.</param>
    public static IReadOnlyList<JsonNode> Read(IEnumerable<JsonNode> events)
    {
        var calls = new StreamedToolCalls();
        foreach (var each in events)
        {
            calls.Add(each);
        }

        return [.. calls._calls.Select(static call => ToolCallSlot.Create(call.Id, call.Name.ToString(), call.Arguments.Length == 0 ? "{}" : call.Arguments.ToString()))];
    }

    private void Add(JsonNode each)
    {
        foreach (var choice in each.Items("choices"))
        {
            foreach (var call in choice.Member("delta").Items("tool_calls"))
            {
                Continue($"{choice.Member("index")} {call.Member("index")}", call.Text("id"), call.Member("function").Text("name"), call.Member("function").Text("arguments"));
            }
        }

        AddOfBlock(each);
        AddOfCohere(each);
        AddWhole(each);
    }

    // Anthropic's and Bedrock's blocks begin with the name, and continue with parts of the arguments.
    private void AddOfBlock(JsonNode each)
    {
        var index = $"{each.Member("index") ?? each.Member("contentBlockIndex")}";
        if (each.Member("content_block") is { } block && block.Text("type") == "tool_use")
        {
            Continue(index, block.Text("id"), block.Text("name"), null);
        }

        if (each.Member("start").Member("toolUse") is { } use)
        {
            Continue(index, use.Text("toolUseId"), use.Text("name"), null);
        }

        if ((each.Member("delta").Text("partial_json") ?? each.Member("delta").Member("toolUse").Text("input")) is { } part)
        {
            Continue(index, null, null, part);
        }
    }

    private void AddOfCohere(JsonNode each)
    {
        if (each.Member("delta").Member("message").Member("tool_calls") is JsonObject call)
        {
            Continue($"{each.Member("index")}", call.Text("id"), call.Member("function").Text("name"), call.Member("function").Text("arguments"));
        }
    }

    // OpenAI's responses, Gemini's and Ollama's streams have whole calls.
    private void AddWhole(JsonNode each)
    {
        var slots = new ConversationSlots();
        if (each.Text("type") == "response.output_item.done" && each.Member("item") is { } item && item.Text("type") == "function_call")
        {
            slots.AddTextCall(item.Text("call_id"), item, "arguments");
        }

        foreach (var part in each.Items("candidates").SelectMany(static candidate => candidate.Member("content").Items("parts")))
        {
            if (part.Member("functionCall") is { } function)
            {
                slots.AddObjectCall(function.Text("id"), function, "args");
            }
        }

        foreach (var call in each.Member("message").Items("tool_calls"))
        {
            if (call.Member("function") is { } function)
            {
                slots.AddObjectCall(call.Text("id"), function, "arguments");
            }
        }

        foreach (var call in slots.ToolCalls)
        {
            var function = call.Call.Member("function");
            _calls.Add(("", call.Call.Text("id"), new(function.Text("name")), new(function.Text("arguments"))));
        }
    }

    private void Continue(string key, string? id, string? name, string? arguments)
    {
        var index = _calls.FindIndex(call => call.Key == key);
        if (index < 0)
        {
            _calls.Add((key, id, new(), new()));
            index = _calls.Count - 1;
        }

        _calls[index].Name.Append(name);
        _calls[index].Arguments.Append(arguments);
    }
}
