using System.Text.Json;

namespace TracedLlm.Samples.Gateway.Tests.Guardrails;

/// <summary>The requests to a guardrail service as text.</summary>
internal static class GuardrailQuestions
{
    /// <summary>The fields of a request, one a line, without the headers.</summary>
    public static string Print(string body)
    {
        using var question = JsonDocument.Parse(body);
        var fields = question.RootElement.EnumerateObject().Where(field => field.Name != "request_headers").Select(field => $"  \"{field.Name}\": {field.Value.GetRawText()}");
        return $"{{\n{string.Join(",\n", fields)}\n}}";
    }

    /// <summary>The fields of a request that are the conversation's.</summary>
    public static string PrintConversation(string body)
    {
        using var question = JsonDocument.Parse(body);
        string[] names = ["images", "tools", "tool_calls", "structured_messages", "input_type"];
        return string.Join('\n', question.RootElement.EnumerateObject().Where(field => names.Contains(field.Name)).Select(field => $"{field.Name}: {field.Value.GetRawText()}"));
    }
}
