using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using BillingWorkers.Batches;
using BillingWorkers.Usage;

namespace BillingWorkers.Endpoints;

internal static partial class MeteredChat
{
    [TracedLlmRoute]
    public static async Task HandleAsync(HttpContext http, BatchClient provider, ChannelWriter<UsageRecord> usage, UsageMetrics metrics, TimeProvider clock)
    {
        var team = http.Request.Headers["x-team"].ToString();
        if (team.Length == 0)
        {
            metrics.Refused(http.Request.Headers["x-user"].ToString(), "no team");
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: http.RequestAborted);
        await LimitAsync(team, http.RequestAborted);
        long input = 0, output = 0;
        http.Response.ContentType = "text/event-stream";
        await foreach (var chunk in ChunksAsync(provider, body.RootElement, http.RequestAborted))
        {
            await http.Response.WriteAsync($"data: {chunk}\n\n", http.RequestAborted);
            if (TryReadUsage(chunk, out var counts))
            {
                (input, output) = counts;
            }
        }

        await http.Response.WriteAsync("data: [DONE]\n\n", http.RequestAborted);
        LlmTrace.Current?.SetUsage(new LlmUsage { InputTokens = input, OutputTokens = output });
        metrics.Queued();
        usage.TryWrite(new UsageRecord(team, http.Request.Headers["x-user"].ToString(), body.RootElement.GetProperty("model").GetString() ?? "?", input, output, clock.GetUtcNow()));
    }

    [TracedStage("team_limit")]
    internal static partial Task LimitAsync(string team, CancellationToken cancellationToken);

    private static async Task LimitCoreAsync(string team, CancellationToken cancellationToken)
    {
        var span = LlmSpan.StartStage("redis"); // TLM3006
        await Task.Delay(TimeSpan.FromMilliseconds(team.Length % 3), cancellationToken);
        span.SetTag("redis.keys", 1);
        span.End();
    }

    private static async IAsyncEnumerable<string> ChunksAsync(BatchClient provider, JsonElement request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await provider.StreamAsync(request, cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("data: {", StringComparison.Ordinal))
            {
                yield return line["data: ".Length..];
            }
        }
    }

    private static bool TryReadUsage(string chunk, out (long Input, long Output) counts)
    {
        counts = default;
        using var document = JsonDocument.Parse(chunk);
        if (!document.RootElement.TryGetProperty("usage", out var usage) || usage.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        counts = (usage.GetProperty("prompt_tokens").GetInt64(), usage.GetProperty("completion_tokens").GetInt64());
        return true;
    }
}
