using TracedLlm.Analyzers.Context;
using TracedLlm.CodeFixes.Context;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Context.ContextOverwritten, TracedLlm.CodeFixes.Context.ContextOverwrittenFix>;

namespace TracedLlm.Analyzers.Tests.Context;

/// <summary>TLM4002, <see cref="ContextOverwritten"/> and <see cref="ContextOverwrittenFix"/>.</summary>
public class ContextOverwrittenTests
{
    [Theory]
    [InlineData("[|Activity.Current = null|];")]
    [InlineData("[|Activity.Current = new Activity(\"x\")|];")]
    [InlineData("[|Activity.Current ??= new Activity(\"x\")|];")]
    [InlineData("using ([|ExecutionContext.SuppressFlow()|]) { Task.Run(() => { }); }")]
    [InlineData("[|ExecutionContext.SuppressFlow()|];")]
    [InlineData("Action later = () => [|Activity.Current = null|];")]
    [InlineData("var previous = Activity.Current; [|Activity.Current = null|]; Use(previous);")]
    public Task Flags_in_a_handler(string statements) => Verify.VerifyAnalyzerAsync(Handler(statements, ""));

    [Theory]
    [InlineData("Deep();", "static void Deep() => [|Activity.Current = null|];")]
    [InlineData("new Work().Run();", "class Work { public void Run() => Inner(); void Inner() { [|Activity.Current = null|]; } }")]
    [InlineData("", "[TracedStage(\"x\")] static partial void Stage(); static void StageCore() => [|Activity.Current = null|];")]
    [InlineData("", "[TracedLlmCall] public static partial Task CallAsync(); static Task CallCoreAsync() { Helper(); return Task.CompletedTask; } static void Helper() => [|ExecutionContext.SuppressFlow()|];")]
    [InlineData("", "public static void More(WebApplication app) => app.MapPost(\"/v1/messages\", [TracedLlmRoute] () => { [|Activity.Current = null|]; });")]
    public Task Flags_the_called_method(string statements, string members) => Verify.VerifyAnalyzerAsync(Handler(statements, members));

    [Theory]
    [InlineData("var activity = Activity.Current;", "")]
    [InlineData("var previous = Activity.Current; Activity.Current = null; try { Use(null); } finally { Activity.Current = previous; }", "")]
    [InlineData("var previous = Activity.Current; using var started = new Activity(\"x\").Start(); Activity.Current = previous;", "")]
    [InlineData("ExecutionContext.Run(ExecutionContext.Capture()!, _ => { }, null);", "")]
    [InlineData("", "static void Unreached() => Activity.Current = null;")]
    [InlineData("", "class Worker : BackgroundService { protected override Task ExecuteAsync(CancellationToken token) { Activity.Current = null; return Task.CompletedTask; } }")]
    [InlineData("", "public static void More(WebApplication app) => app.MapPost(\"/other\", () => { Activity.Current = null; });")]
    [InlineData("Mine.Current = null;", "static class Mine { public static Activity? Current; public static void SuppressFlow() { } }")]
    [InlineData("Mine.SuppressFlow();", "static class Mine { public static void SuppressFlow() { } }")]
    public Task Leaves_alone(string statements, string members) => Verify.VerifyAnalyzerAsync(Handler(statements, members));

    [Fact]
    public Task Says_the_path() => Verify.VerifyAnalyzerAsync(
        Handler("Deep();", "static void Deep() => {|#0:Activity.Current = null|};"),
        Verify.Diagnostic().WithLocation(0).WithMessage(
            "'Activity.Current' is assigned in traced code, so later spans have the wrong parent or no parent; pass the parent to the span instead (Gateway.Handle → Gateway.Deep)"));

    [Theory]
    [InlineData("using var span = Source.StartActivity(\"a\");", "using var span = Source.StartActivity(\"a\", ActivityKind.Internal, parent.Context);")]
    [InlineData("using var span = Source.StartActivity(\"a\", ActivityKind.Client);", "using var span = Source.StartActivity(\"a\", ActivityKind.Client, parent.Context);")]
    public Task Passes_the_parent_to_the_span(string start, string fixedStart)
    {
        string Code(string statements) => Handler("", $"static readonly ActivitySource Source = new(\"s\");\n    [TracedStage(\"x\")] static partial void Stage(Activity parent);\n    static void StageCore(Activity parent)\n    {{\n        {statements}\n    }}");
        return Verify.VerifyCodeFixAsync(Code($"[|Activity.Current = parent|];\n        {start}"), Code(fixedStart));
    }

    [Theory]
    [InlineData("[|Activity.Current = null|]; using var span = Source.StartActivity(\"a\");")]
    [InlineData("[|Activity.Current = new Activity(\"x\")|]; using var span = Source.StartActivity(\"a\");")]
    [InlineData("Activity? parent = null; [|Activity.Current = parent|]; using var span = Source.StartActivity(\"a\");")]
    [InlineData("var parent = new Activity(\"x\"); [|Activity.Current = parent|]; Use(null); using var span = Source.StartActivity(\"a\");")]
    [InlineData("var parent = new Activity(\"x\"); [|Activity.Current = parent|]; var span = Source.StartActivity(\"a\");")]
    [InlineData("var parent = new Activity(\"x\"); [|Activity.Current = parent|]; using var span = Source.StartActivity();")]
    [InlineData("var parent = new Activity(\"x\"); [|Activity.Current = parent|]; using var span = Source.StartActivity(\"a\", ActivityKind.Client, parent.Context);")]
    [InlineData("[|ExecutionContext.SuppressFlow()|]; using var span = Source.StartActivity(\"a\");")]
    public Task Offers_nothing_where_the_parent_is_unknown_or_more_code_would_change(string statements)
    {
        var code = Handler(statements, "static readonly ActivitySource Source = new(\"s\");");
        return new RuleFixTest<ContextOverwritten, ContextOverwrittenFix> { TestCode = code, FixedCode = code }.RunAsync();
    }

    private static string Handler(string statements, string members) => $$"""
        using System.Diagnostics;
        static partial class Gateway
        {
            public static void Map(WebApplication app) => app.MapPost("/v1/chat/completions", Handle);
            [TracedLlmRoute] static void Handle() { {{statements}} }
            static void Use(object? what) { }
            {{members}}
        }
        """;
}
