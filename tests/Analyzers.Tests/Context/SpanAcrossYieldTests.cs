using TracedLlm.Analyzers.Context;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowVerifier<TracedLlm.Analyzers.Context.SpanAcrossYield>;

namespace TracedLlm.Analyzers.Tests.Context;

/// <summary>TLM4003, <see cref="SpanAcrossYield"/>.</summary>
public class SpanAcrossYieldTests
{
    [Theory]
    [InlineData("using var span = [|LlmSpan.StartCall()|]; await Task.Yield(); yield return 1;")]
    [InlineData("using (var span = [|LlmSpan.StartStage(\"x\")|]) { await Task.Yield(); yield return 1; }")]
    [InlineData("using ([|LlmSpan.StartStage(\"x\")|]) { await Task.Yield(); yield return 1; }")]
    [InlineData("using var activity = [|Source.StartActivity(\"x\")|]; await Task.Yield(); yield return 1; yield return 2;")]
    [InlineData("using var span = [|LlmSpan.StartStage(\"x\")|].SetTag(\"a\", 1); await foreach (var i in Other()) { yield return i; }")]
    [InlineData("using var scope = [|LlmTrace.Current!.Use()|]; await Task.Yield(); yield return 1;")]
    [InlineData("var span = [|LlmSpan.StartStage(\"x\")|]; try { await Task.Yield(); yield return 1; } finally { span.End(); }")]
    [InlineData("await Task.Yield(); yield return 0; { using var span = [|LlmSpan.StartStage(\"x\")|]; yield return 1; }")]
    public Task Flags(string statements) => Verify.VerifyAnalyzerAsync(Code(statements));

    [Theory]
    [InlineData("using (LlmSpan.StartStage(\"x\")) { await Task.Yield(); } yield return 1;")]
    [InlineData("{ using var span = LlmSpan.StartStage(\"x\"); await Task.Yield(); } yield return 1;")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); span.End(); await Task.Yield(); yield return 1;")]
    [InlineData("await Task.Yield(); yield return 1; using var span = LlmSpan.StartStage(\"x\");")]
    [InlineData("await Task.Yield(); yield return 1; LlmSpan Start() { using var span = LlmSpan.StartStage(\"x\"); return default; }")]
    [InlineData("Func<int> f = () => { using var span = LlmSpan.StartStage(\"x\"); return 1; }; await Task.Yield(); yield return f();")]
    [InlineData("using var stream = new MemoryStream(); await Task.Yield(); yield return 1;")]
    [InlineData("using var activity = Source.CreateActivity(\"x\", System.Diagnostics.ActivityKind.Internal); await Task.Yield(); yield return 1;")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); Keep(span); await Task.Yield(); yield return 1;")]
    public Task Leaves_alone(string statements) => Verify.VerifyAnalyzerAsync(Code(statements));

    [Theory]
    [InlineData("class C { IEnumerable<int> Run() { using var span = LlmSpan.StartStage(\"x\"); yield return 1; } }")]
    [InlineData("class C { async Task<int> RunAsync() { using var span = LlmSpan.StartStage(\"x\"); await Task.Yield(); return 1; } }")]
    [InlineData("partial class C { [TracedStage(\"x\")] public partial IAsyncEnumerable<int> RunAsync(); async IAsyncEnumerable<int> RunCoreAsync() { await Task.Yield(); yield return 1; } }")]
    [InlineData("class C { IAsyncEnumerable<int> RunAsync(IAsyncEnumerable<int> items) => LlmSpan.StartCall().EndWith(items); }")]
    public Task Leaves_other_methods_alone(string source) => Verify.VerifyAnalyzerAsync(source);

    [Fact]
    public Task Says_which() => Verify.VerifyAnalyzerAsync(
        Code("using var span = {|#0:LlmSpan.StartCall()|}; await Task.Yield(); yield return 1;"),
        Verify.Diagnostic().WithLocation(0).WithMessage(
            "The span that 'StartCall' starts is not current after the first 'yield return' of 'RunAsync', so later spans have the wrong parent; make 'RunAsync' a traced method"));

    private static string Code(string statements) => $$"""
        class C
        {
            static readonly System.Diagnostics.ActivitySource Source = new("s");
            static void Keep(object? what) { }
            IAsyncEnumerable<int> Other() => RunAsync();
            async IAsyncEnumerable<int> RunAsync() { {{statements}} }
        }
        """;
}
