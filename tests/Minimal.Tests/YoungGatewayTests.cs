using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Processes;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Minimal.Tests;

/// <summary>What the JIT compiles in a new process until the first answer. The library's images (ReadyToRun) leave it little to do.</summary>
public sealed class YoungGatewayTests
{
    private const string Library = "TracedLlm.";
    private const string Exporter = "TracedLlm.Export.";

    // Two processes for all tests: what they compile is the same each time.
    private static readonly Lazy<Task<List<string>>> Exporting = new(static () => FirstAnswerAsync(exports: true));
    private static readonly Lazy<Task<List<string>>> Silent = new(static () => FirstAnswerAsync(exports: false));

    [MachineCodeTheory]
    [InlineData(true, 90)]
    [InlineData(false, 75)]
    public async Task The_JIT_compiles_few_methods_of_the_library(bool exports, int most)
    {
        var methods = await (exports ? Exporting : Silent).Value;

        // Without a method the list would say nothing.
        Assert.True(methods.Count is > 0 && methods.Count <= most, $"{methods.Count} methods, at most {most}:\n{string.Join('\n', methods)}");
    }

    [MachineCodeFact]
    public async Task Without_a_callback_it_compiles_no_method_of_the_exporter()
    {
        var methods = await Silent.Value;

        Assert.DoesNotContain(methods, static method => method.StartsWith(Exporter, StringComparison.Ordinal));
    }

    // Compiled without optimization, the vectors of a scan are slow until each of their methods was called often. A method with
    // `as bool?` has no machine code.
    [MachineCodeFact]
    public async Task What_reads_a_request_is_optimized_from_the_first_call()
    {
        var methods = await Exporting.Value;

        Assert.DoesNotContain(methods, static method => method.StartsWith("TracedLlm.Json.JsonBlock", StringComparison.Ordinal));
        Assert.DoesNotContain(methods, static method => method.StartsWith("TracedLlm.Metadata.", StringComparison.Ordinal));
    }

    // The library's methods in the order in which they are compiled, each once, whatever tiers it passes.
    private static async Task<List<string>> FirstAnswerAsync(bool exports)
    {
        var file = Path.Combine(Path.GetTempPath(), $"tracedllm-{Guid.NewGuid():N}.jit");
        try
        {
            await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Account = false });
            await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
            await using (var gateway = await ServerProcess.StartAsync(
                Path.Combine(AppContext.BaseDirectory, "minimal-gateway.dll"),
                ("PROVIDER_URL", new Uri(upstream.Endpoint, "v1/chat/completions").ToString()),
                ("OTEL_EXPORTER_OTLP_ENDPOINT", exports ? receiver.Endpoint.ToString() : ""),
                ("OTEL_BSP_SCHEDULE_DELAY", "50"),
                ("TracedLlm__Callbacks", exports ? "otlp" : ""),
                ("DOTNET_JitStdOutFile", file),
                ("DOTNET_JitDisasmSummary", "1")))
            {
                using var body = new StringContent(
                    """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}],"metadata":{"session_id":"s-1"}}""", null, "application/json");
                using var response = await gateway.Client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), body);
                Assert.Equal(RecordedOpenAi.ChatCompletion, await response.Content.ReadAsStringAsync());
                if (exports)
                {
                    await receiver.WaitForRootAsync();
                }
            }

            // A line is "12: JIT compiled TracedLlm.Type:Method() [Tier0, ...]". In tier 1 a method is compiled because it is called
            // often, however it was compiled before.
            return [.. File.ReadLines(file)
                .Where(static line => !line.Contains("Tier1", StringComparison.Ordinal))
                .Select(static line => line.Split("JIT compiled ", 2) is [_, var method] ? method.Split(" [", 2)[0] : "")
                .Where(static method => method.StartsWith(Library, StringComparison.Ordinal) && !method.StartsWith("TracedLlm.Samples.", StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal)];
        }
        finally
        {
            File.Delete(file);
        }
    }
}
