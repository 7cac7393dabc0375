using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>The simulated provider's answers in the form of Ollama: https://github.com/ollama/ollama/blob/main/docs/api.md.</summary>
internal static class SimulatedOllama
{
    private const string CreatedAt = "1970-01-01T00:00:00Z";

    public static object Chat(SimulatedText text) => Last(text, new { role = "assistant", content = text.Whole }, null);

    public static object Generated(SimulatedText text) => Last(text, null, text.Whole);

    public static IEnumerable<string> ChatLines(SimulatedText text, bool endless) => Lines(
        text.Words(endless).Select(word => (object)new { model = text.Model, created_at = CreatedAt, message = new { role = "assistant", content = word }, done = false }),
        Last(text, new { role = "assistant", content = "" }, null));

    public static IEnumerable<string> GeneratedLines(SimulatedText text, bool endless) => Lines(
        text.Words(endless).Select(word => (object)new { model = text.Model, created_at = CreatedAt, response = word, done = false }),
        Last(text, null, ""));

    public static object Embeddings(SimulatedCall call)
    {
        var texts = call.TextsIn(WireFormats.OllamaEmbed);
        return new { model = call.Model, embeddings = texts.Select(SimulatedApis.Vector), total_duration = 1, load_duration = 1, prompt_eval_count = SimulatedApis.Words(texts) };
    }

    public static object Show(SimulatedCall call) => new
    {
        details = new { format = "simulated", family = "simulated", parameter_size = "0", quantization_level = "" },
        model_info = new Dictionary<string, object> { ["general.name"] = call.Model },
        capabilities = new[] { "completion" },
    };

    private static Dictionary<string, object?> Last(SimulatedText text, object? message, string? response)
    {
        var answer = new Dictionary<string, object?> { ["model"] = text.Model, ["created_at"] = CreatedAt };
        if (message is not null)
        {
            answer["message"] = message;
        }
        else
        {
            answer["response"] = response;
        }

        answer["done"] = true;
        answer["done_reason"] = "stop";
        answer["total_duration"] = 1;
        answer["prompt_eval_count"] = text.InputTokens;
        answer["eval_count"] = text.OutputTokens;
        return answer;
    }

    private static IEnumerable<string> Lines(IEnumerable<object> parts, object last) => parts.Append(last).Select(part => JsonSerializer.Serialize(part) + "\n");
}
