using System.Text;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Processes;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Conversion.Tests;

/// <summary>One of both gateways as a process, between a fake provider and a receiver of spans.</summary>
internal sealed class ConvertedGateway : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private ConvertedGateway(ServerProcess process, FakeUpstream upstream, OtlpReceiver receiver)
    {
        _process = process;
        Upstream = upstream;
        Receiver = receiver;
    }

    public FakeUpstream Upstream { get; }

    public OtlpReceiver Receiver { get; }

    /// <param name="assembly"><c>before.dll</c> or <c>after.dll</c>.</param>
    public static async Task<ConvertedGateway> StartAsync(string assembly)
    {
        // The spans start in another process, so that this process cannot count them.
        var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Account = false, Keys = ["sk-caller", "sk-provider"] });
        var upstream = await FakeUpstream.StartAsync(Answer);
        List<(string Name, string Value)> environment =
        [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Endpoint.ToString()),
            ("OTEL_BSP_SCHEDULE_DELAY", "20"),
            ("Keys__Entries__0__Value", "sk-caller"),
            ("Keys__Entries__0__Name", "alice"),
            ("Keys__Entries__0__Team", "red"),
            ("Guardrails__Entries__0__Name", "secrets"),
            ("Guardrails__Entries__0__Pattern", "FORBIDDEN"),
            .. Deployment(0, upstream, "gpt", "openai", "gpt-4.1-mini", fallback: null),
            .. Deployment(1, upstream, "claude", "anthropic", "claude-sonnet-4-5", fallback: null),
            .. Deployment(2, upstream, "flaky", "openai", "gpt-flaky", fallback: "gpt"),
        ];
        return new(await ServerProcess.StartAsync(Path.Combine(AppContext.BaseDirectory, assembly), [.. environment]), upstream, receiver);
    }

    /// <summary>Sends a request, and returns the status and the body.</summary>
    public async Task<string> PostAsync(string path, string body, string key = "sk-caller")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        using var response = await _process.Client.SendAsync(request);
        return $"{(int)response.StatusCode} {response.Content.Headers.ContentType}\n{await response.Content.ReadAsStringAsync()}";
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await Upstream.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    private static UpstreamAnswer Answer(RecordedRequest request) =>
        request.Body.Contains("gpt-flaky", StringComparison.Ordinal) ? UpstreamAnswer.Json(RecordedOpenAi.ServerError, 500)
        : request.Path == "/v1/messages" ? UpstreamAnswer.Json(RecordedAnthropic.Message)
        : request.Body.Contains("\"stream\":true", StringComparison.Ordinal) ? UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream)
        : UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion);

    private static IEnumerable<(string Name, string Value)> Deployment(int index, FakeUpstream upstream, string name, string provider, string model, string? fallback)
    {
        var prefix = $"Providers__Deployments__{index}__";
        yield return (prefix + "Name", name);
        yield return (prefix + "Provider", provider);
        yield return (prefix + "Model", model);
        yield return (prefix + "BaseUrl", $"{upstream.Endpoint}v1");
        yield return (prefix + "ApiKey", "sk-provider");
        if (fallback is not null)
        {
            yield return (prefix + "Fallback", fallback);
        }
    }
}
