using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>Converts the conversations of one API to OpenAI's form, which guardrail services read.</summary>
internal abstract class ConversationForm
{
    /// <summary>Reads the messages, the images and the tool calls of a request.</summary>
    public abstract JsonArray ReadMessages(JsonNode request, ConversationSlots slots);

    /// <summary>Reads the tool calls of a response.</summary>
    public abstract void ReadAnswer(JsonNode response, ConversationSlots slots);

    /// <summary>The tools of a request.</summary>
    public abstract IEnumerable<ToolSlot> ReadTools(JsonNode request);

    /// <summary>Replaces the tools of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="tools">Tools in the API's form.</param>
    public virtual void ReplaceTools(JsonNode request, JsonArray tools) => request["tools"] = tools;

    /// <summary>A function in the API's form.</summary>
    /// <param name="function">The function in OpenAI's form: name, description, parameters.</param>
    /// <param name="declared">The function as the caller has declared it; <see langword="null"/> for a new one.</param>
    public abstract JsonNode Declare(JsonNode function, JsonNode? declared);

    /// <summary>A tool in OpenAI's form.</summary>
    protected static JsonObject Function(string? name, string? description, JsonNode? parameters)
    {
        var function = new JsonObject { ["name"] = name };
        if (description is not null)
        {
            function["description"] = description;
        }

        if (parameters is not null)
        {
            function["parameters"] = parameters.DeepClone();
        }

        return new JsonObject { ["type"] = "function", ["function"] = function };
    }

    /// <summary>The declared function with the name, the description and the parameters of <paramref name="function"/>.</summary>
    protected static JsonObject With(JsonNode? declared, JsonNode function, string parameters, Func<JsonNode, JsonNode>? wrap = null)
    {
        var json = declared?.DeepClone() as JsonObject ?? new JsonObject();
        json["name"] = function.Text("name");
        if (function.Text("description") is { } description)
        {
            json["description"] = description;
        }

        if (function.Member("parameters")?.DeepClone() is { } schema)
        {
            json[parameters] = wrap is null ? schema : wrap(schema);
        }

        return json;
    }

    /// <summary>The data URL of base64.</summary>
    protected static string DataUrl(string? type, string data) => $"data:{type ?? "application/octet-stream"};base64,{data}";

    /// <summary>The base64 of a data URL, or the text itself.</summary>
    protected static string Base64(string image) =>
        image.StartsWith("data:", StringComparison.Ordinal) && image.IndexOf(',', StringComparison.Ordinal) is > 0 and var comma ? image[(comma + 1)..] : image;
}
