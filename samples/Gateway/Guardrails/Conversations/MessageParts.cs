using System.Text.Json.Nodes;

namespace TracedLlm.Samples.Gateway;

/// <summary>Collects the content of one message in OpenAI's form.</summary>
internal sealed class MessageParts
{
    private readonly JsonArray _parts = [];
    private readonly JsonArray _calls = [];

    public void AddText(string? text)
    {
        if (text is not null)
        {
            _parts.Add((JsonNode)new JsonObject { ["type"] = "text", ["text"] = text });
        }
    }

    public void AddImage(string url) => _parts.Add((JsonNode)new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = url } });

    public void AddCall(JsonObject call) => _calls.Add(call.DeepClone());

    /// <summary>Adds the message to <paramref name="messages"/>, unless it is empty. A message of texts alone has one text as its content.</summary>
    public void AddTo(JsonArray messages, string role)
    {
        if (_parts.Count == 0 && _calls.Count == 0)
        {
            return;
        }

        var message = new JsonObject { ["role"] = role };
        if (_parts.Count > 0)
        {
            message["content"] = _parts is [JsonObject single] && single.Text("text") is { } text ? text : _parts;
        }

        if (_calls.Count > 0)
        {
            message["tool_calls"] = _calls;
        }

        messages.Add((JsonNode)message);
    }
}
