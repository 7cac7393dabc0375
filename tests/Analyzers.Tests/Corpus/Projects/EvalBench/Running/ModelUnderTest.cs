using System.Diagnostics;
using System.Text.Json.Nodes;
using EvalBench.Cases;

namespace EvalBench.Running;

/// <summary>The gateway that is tried out.</summary>
internal sealed class ModelUnderTest(HttpClient http, IConfiguration configuration)
{
    private readonly string _model = configuration["model"] ?? "gpt-4.1";

    public async Task<string> AnswerAsync(EvalCase evalCase, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Source.StartActivity("ask", ActivityKind.Client);
        var messages = new JsonArray();
        if (evalCase.System is { } system)
        {
            messages.Add(Message("system", system));
        }

        messages.Add(Message("user", evalCase.Prompt));
        var request = new JsonObject
        {
            ["model"] = _model,
            ["messages"] = messages,
            ["seed"] = 7,
            ["metadata"] = new JsonObject
            {
                ["session_id"] = Activity.Current?.TraceId.ToString(),
                ["trace_name"] = evalCase.Name,
                ["existing_trace_id"] = Activity.Current?.TraceId.ToHexString(),
                ["parent_observation_id"] = Activity.Current?.SpanId.ToHexString(),
            },
        };
        using var response = await http.PostAsJsonAsync("v1/chat/completions", request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var problem = await response.Content.ReadAsStringAsync(cancellationToken);
            activity?.SetStatus(ActivityStatusCode.Error);
            throw new HttpRequestException($"{(int)response.StatusCode}: {problem}", null, response.StatusCode);
        }

        var answer = await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
        return answer?["choices"]?[0]?["message"]?["content"]?.GetValue<string>() ?? string.Empty;

        static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };
    }
}
