extern alias Rules;

using System.Net;
using Rules::TracedLlm.Analyzers.FailurePath;
using Rules::TracedLlm.Analyzers.Metadata;
using TracedLlm.CodeFixes.FailurePath;
using TracedLlm.CodeFixes.Metadata;
using TracedLlm.Endings.Tests.Endings;
using TracedLlm.Endings.Tests.Matrix;
using TracedLlm.Endings.Tests.Routes;
using TracedLlm.Repairs.Tests.Gateways;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Roslyn;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Repairs.Tests;

/// <summary>
/// A gateway with the two mistakes that LiteLLM made on its messages route. As it stands its traces break; what the fixes of both
/// findings make of it ends like every other gateway.
/// </summary>
public class SeedTests
{
    private const string WrongField = "\"metadata\"";
    private const string RightField = "\"litellm_metadata\"";
    private const string NarrowTest = "exception is HttpException;";
    private const string WideTest = "exception is HttpException or GuardrailRaisedException;";

    private static readonly ExpectedTrees Expected = new();
    private static readonly GatewayRow Messages = GatewayRow.All.Single(row => row.Facts.Api == LlmApi.Messages && row.Facts.Pattern.Text == "messages");

    private static string Source { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Seed", "MessagesGateway.cs"));

    private static string WithRightField { get; } = Source.Replace(WrongField, RightField, StringComparison.Ordinal);

    private static string Repaired { get; } = WithRightField.Replace(NarrowTest, WideTest, StringComparison.Ordinal);

    public static TheoryData<string> Endings =>
    [
        "completed", "completed.streamed", "provider.4xx", "provider.5xx", "provider.5xx.streamed", "guardrail_blocks.pre_call.by_own_exception",
    ];

    [Fact]
    public Task The_fix_of_TLM1001_reads_the_right_field() => new RuleFixTest<WrongMetadataField, WrongMetadataFieldFix>
    {
        ReferencedAssemblies = WithExport,
        TestCode = Source.Replace(WrongField, $"[|{WrongField}|]", StringComparison.Ordinal),
        FixedCode = WithRightField,
    }.RunAsync();

    [Fact]
    public Task The_fix_of_TLM2001_widens_the_test() => new RuleFixTest<ExceptionPastFailureLog, ExceptionPastFailureLogFix>
    {
        ReferencedAssemblies = WithExport,
        TestCode = WithRightField.Replace(NarrowTest, $"[|{NarrowTest[..^1]}|];", StringComparison.Ordinal),
        FixedCode = Repaired,
        CodeActionEquivalenceKey = "widen",
    }.RunAsync();

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task The_repaired_gateway_ends_like_every_other_gateway(string name)
    {
        var exchange = new Exchange(AllEndings.Find(name), Messages);

        var run = await SendAsync(Repaired, exchange, TraceChecks.All);

        Assert.Equal(Expected.Tree(exchange), EndingTrees.Tree(exchange, run.Spans));
        Assert.Equal(Expected.Response(exchange), EndingTrees.Response(run.Spans));
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("completed.streamed")]
    [InlineData("provider.5xx")]
    public async Task Without_the_first_fix_the_call_is_in_another_trace(string name)
    {
        var exchange = new Exchange(AllEndings.Find(name), Messages);

        var run = await SendAsync(Source, exchange, TraceChecks.All with { Account = false });

        var call = Assert.Single(run.Spans, span => span.Kind == ReceivedSpanKind.Client);
        Assert.NotEqual(exchange.TraceId, call.TraceId);
        Snapshot.Match(EndingTrees.Tree(exchange, run.Spans), $"Without_the_first_fix.{name}");
    }

    [Fact]
    public async Task Without_the_second_fix_the_failure_log_skips_the_block()
    {
        var exchange = new Exchange(AllEndings.Find("guardrail_blocks.pre_call.by_own_exception"), Messages);

        var run = await SendAsync(WithRightField, exchange, TraceChecks.All);

        // Only the failure log answers failures.
        Assert.Equal((HttpStatusCode.OK, ""), (run.Status, run.Body));
        Snapshot.Match(EndingTrees.Tree(exchange, run.Spans), "Without_the_second_fix");
    }

    [Fact]
    public async Task With_both_fixes_the_failure_log_answers_the_block()
    {
        var exchange = new Exchange(AllEndings.Find("guardrail_blocks.pre_call.by_own_exception"), Messages);

        var run = await SendAsync(Repaired, exchange, TraceChecks.All);

        Assert.Equal((HttpStatusCode.BadRequest, """{"error":{"message":"The policy forbids it."}}"""), (run.Status, run.Body));
        Snapshot.Match(EndingTrees.Tree(exchange, run.Spans), "With_both_fixes");
    }

    private static ReferencedAssemblies WithExport => Gateway.ReferencedAssemblies.AddAssemblies(typeof(TracedLlmExportServiceCollectionExtensions).Assembly.Location);

    private static async Task<SeedRun> SendAsync(string source, Exchange exchange, TraceChecks checks)
    {
        await using var gateway = await RunningSeed.StartAsync(CompiledGateway.Compile(source), exchange, checks);
        return await gateway.SendAsync(exchange);
    }
}
