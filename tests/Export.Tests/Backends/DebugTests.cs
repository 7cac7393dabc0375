using TracedLlm.Export.Tests.Setup;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Backends;

[Collection(ProcessWide.Name)]
public sealed class DebugTests
{
    [Theory]
    [InlineData(200, "accepted")]
    [InlineData(401, "HTTP 401")]
    public async Task Every_submission_is_logged_with_its_outcome_and_no_secret(int status, string outcome)
    {
        await using var receiver = await OtlpReceiver.StartAsync("/api/public/otel/v1/traces", checks: TraceChecks.All with { Account = false });
        receiver.Answer = new OtlpAnswer { StatusCode = status };
        using var log = new LogLines();
        await using (var gateway = await ExportGateway.StartAsync(Settings(receiver, debug: "true"), logging: log))
        {
            await gateway.PostAsync();
        }

        var submission = Assert.Single(log.Lines, line => line.Contains(" spans in ", StringComparison.Ordinal));
        Assert.StartsWith("Information: langfuse_otel: 3 spans in ", submission, StringComparison.Ordinal);
        Assert.Contains($" bytes to {receiver.TracesEndpoint}: {outcome} after ", submission, StringComparison.Ordinal);
        Assert.Contains("Information: langfuse_otel: Authorization: Basic <pk-lf-…:***>", log.Lines);
        Assert.DoesNotContain(log.Lines, IsLeaking);
    }

    [Fact]
    public async Task Debug_lines_are_not_logged_by_default()
    {
        await using var receiver = await OtlpReceiver.StartAsync("/api/public/otel/v1/traces");
        using var log = new LogLines();
        await using (var gateway = await ExportGateway.StartAsync(Settings(receiver, debug: "false"), logging: log))
        {
            await gateway.PostAsync();
        }

        Assert.DoesNotContain(log.Lines, line => line.Contains("langfuse_otel: ", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, IsLeaking);
        Assert.Equal(3, receiver.Spans.Count);
    }

    private static Dictionary<string, string?> Settings(OtlpReceiver receiver, string debug) => new()
    {
        ["TracedLlm:Callbacks"] = "langfuse_otel",
        ["TracedLlm:Debug"] = debug,
        ["LANGFUSE_OTEL_HOST"] = receiver.Endpoint.ToString(),
        ["LANGFUSE_PUBLIC_KEY"] = "pk-lf-canary",
        ["LANGFUSE_SECRET_KEY"] = "sk-lf-canary",
    };

    // The key pair as it is, and as it is sent.
    private static bool IsLeaking(string line) =>
        line.Contains("canary", StringComparison.Ordinal) || line.Contains("cGstbGYtY2FuYXJ5OnNrLWxmLWNhbmFyeQ", StringComparison.Ordinal);
}
