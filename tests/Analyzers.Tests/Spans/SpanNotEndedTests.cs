using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Spans;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Spans.SpanNotEnded, TracedLlm.CodeFixes.Spans.SpanNotEndedFix>;

namespace TracedLlm.Analyzers.Tests.Spans;

/// <summary>TLM3006, <see cref="SpanNotEnded"/> and <see cref="SpanNotEndedFix"/>.</summary>
public class SpanNotEndedTests
{
    [Theory]
    [InlineData("var span = [|LlmSpan.StartStage(\"x\")|]; Work();")]
    [InlineData("var span = [|LlmSpan.StartCall()|]; span.SetTag(\"a\", 1); Work();")]
    [InlineData("var span = [|LlmSpan.StartGuardrail(\"pii\", GuardrailMode.PreCall)|].SetTag(\"a\", 1); Work();")]
    [InlineData("[|LlmSpan.StartStage(\"x\")|]; Work();")]
    [InlineData("_ = [|LlmSpan.StartStage(\"x\")|]; Work();")]
    [InlineData("[|LlmSpan.StartStage(\"x\")|].SetTag(\"a\", 1); Work();")]
    [InlineData("var scope = [|LlmTrace.Current!.Use()|]; Work();")]
    [InlineData("[|LlmTrace.Current!.Use()|]; Work();")]
    [InlineData("var activity = [|Source.StartActivity(\"x\")|]; activity?.SetTag(\"a\", 1); Work();")]
    [InlineData("var activity = [|Source.StartActivity(\"x\")|]?.SetTag(\"a\", 1); Work();")]
    [InlineData("[|Source.StartActivity(\"x\")|]; Work();")]
    [InlineData("var activity = [|new Activity(\"x\").Start()|]; Work();")]
    public Task A_span_that_is_never_ended(string statements) => Verify.VerifyAnalyzerAsync(Code(statements));

    [Theory]
    [InlineData("var span = [|LlmSpan.StartStage(\"x\")|]; if (flag) { return; } span.End();")]
    [InlineData("var span = [|LlmSpan.StartStage(\"x\")|]; if (flag) return; span.Dispose();")]
    [InlineData("var span = [|LlmSpan.StartStage(\"x\")|]; if (flag) { span.End(); return; } if (!flag) { return; } span.End();")]
    [InlineData("var span = [|LlmSpan.StartStage(\"x\")|]; Work(); span.End();")]
    [InlineData("var span = [|LlmSpan.StartStage(\"x\")|]; await WorkAsync(); span.End();")]
    [InlineData("var span = [|LlmSpan.StartStage(\"x\")|]; if (flag) { throw new TimeoutException(); } span.End();")]
    [InlineData("var span = [|LlmSpan.StartStage(\"x\")|]; try { Work(); span.End(); } catch (TimeoutException) { span.End(); throw; }")]
    [InlineData("var span = [|LlmSpan.StartStage(\"x\")|]; try { Work(); span.End(); } catch (Exception) { Log(); }")]
    [InlineData("var span = [|LlmSpan.StartStage(\"x\")|]; try { Work(); } catch (Exception e) when (span.RecordException(e)) { throw; } span.End();")]
    [InlineData("var span = [|LlmSpan.StartStage(\"x\")|]; try { Work(); } catch (Exception) { throw; } span.End();")]
    [InlineData("var span = [|LlmSpan.StartStage(\"x\")|]; Work(); try { Work(); } finally { span.End(); }")]
    [InlineData("foreach (var i in new[] { 1 }) { var span = [|LlmSpan.StartStage(\"x\")|]; if (flag) { continue; } span.End(); }")]
    [InlineData("var activity = [|Source.StartActivity(\"x\")|]; Work(); activity?.Stop();")]
    [InlineData("var activity = [|Source.StartActivity(\"x\")|]; if (activity is not null) { Work(); activity.Dispose(); }")]
    [InlineData("var activity = [|Source.StartActivity(\"x\")|]; if (flag) { return; } activity?.Dispose();")]
    public Task A_span_that_stays_open_on_an_early_exit(string statements) => Verify.VerifyAnalyzerAsync(Code(statements));

    [Theory]
    [InlineData("using var span = LlmSpan.StartStage(\"x\"); Work();")]
    [InlineData("using (LlmSpan.StartStage(\"x\")) { Work(); }")]
    [InlineData("using (var span = LlmSpan.StartStage(\"x\")) { Work(); }")]
    [InlineData("using (LlmSpan.StartStage(\"x\").SetTag(\"a\", 1)) { Work(); }")]
    [InlineData("using var span = LlmSpan.StartStage(\"x\").SetTag(\"a\", 1); Work();")]
    [InlineData("using (LlmTrace.Current!.Use()) { Work(); }")]
    [InlineData("using var activity = Source.StartActivity(\"x\"); activity?.SetTag(\"a\", 1);")]
    [InlineData("using var activity = Source.StartActivity(\"x\")?.SetTag(\"a\", 1); Work();")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); using (span) { Work(); }")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); span.SetTag(\"a\", 1); span.End();")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); try { Work(); } finally { span.End(); }")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); try { if (flag) { return; } Work(); } catch (Exception e) when (span.RecordException(e)) { throw; } finally { span.End(); }")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); try { Work(); span.End(); } catch (Exception) { span.End(); throw; }")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); try { Work(); } catch (Exception e) { Log(e); } span.End();")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); try { Work(); } catch { } span.End();")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); if (flag) { span.End(); return; } span.End();")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); if (flag) { span.End(); } else { span.Dispose(); }")]
    [InlineData("var activity = Source.StartActivity(\"x\"); try { Work(); } finally { activity?.Stop(); }")]
    [InlineData("var activity = Source.StartActivity(\"x\"); if (activity is null) { return; } activity.SetTag(\"a\", 1); activity.Dispose();")]
    [InlineData("var activity = Source.StartActivity(\"x\"); try { Work(); } finally { if (activity != null) { activity.Dispose(); } }")]
    [InlineData("var activity = Source.CreateActivity(\"x\", ActivityKind.Internal); Work();")]
    [InlineData("var activity = new Activity(\"x\"); activity.Start(); Work(); activity.Stop();")]
    [InlineData("var activity = Source.StartActivity(\"x\"); Work(); Activity.Current?.Stop();")]
    public Task A_span_that_is_ended(string statements) => Verify.VerifyAnalyzerAsync(Code(statements));

    [Theory]
    [InlineData("_span = LlmSpan.StartStage(\"x\");")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); _span = span; Work();")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); Keep(span);")]
    [InlineData("var activity = Source.StartActivity(\"x\"); Keep(activity);")]
    [InlineData("Keep(LlmSpan.StartStage(\"x\"));")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); Action end = () => span.End(); Keep(end);")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); Keep(new { span });")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); await span.EndWith(WorkAsync());")]
    [InlineData("await LlmSpan.StartStage(\"x\").EndWith(WorkAsync());")]
    [InlineData("var spans = new List<LlmSpan>(); spans.Add(LlmSpan.StartStage(\"x\"));")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); var other = span; other.End();")]
    [InlineData("LlmSpan span; span = LlmSpan.StartStage(\"x\"); Work(); span.End();")]
    [InlineData("var span = flag ? LlmSpan.StartStage(\"x\") : default; Work(); span.End();")]
    [InlineData("var span = LlmSpan.StartStage(\"x\"); while (flag) { Work(); span.End(); }")]
    [InlineData("var route = TracedLlm.Generated.GeneratedCode.EnterRoute(); route.SetTag(\"a\", 1);")]
    [InlineData("TracedLlm.Generated.GeneratedCode.CountCall();")]
    [InlineData("LlmSpan Local() => LlmSpan.StartStage(\"x\"); using var s = Local();")]
    [InlineData("LlmSpan Local() { var span = LlmSpan.StartStage(\"x\"); return span; } using var s = Local();")]
    [InlineData("LlmSpan Local() { var span = LlmSpan.StartStage(\"x\"); return span.SetTag(\"a\", 1); } using var s = Local();")]
    [InlineData("var timer = new Timer(_ => { }); Work();")]
    public Task A_span_that_escapes_or_another_value(string statements) => Verify.VerifyAnalyzerAsync(Code(statements));

    [Theory]
    [InlineData("_current = [|LlmSpan.StartStage(\"x\")|]; Work(); _current.End();", "static LlmSpan _current;")]
    [InlineData("Shared.Current = [|Source.StartActivity(\"x\")|];", "static class Shared { public static Activity? Current { get; set; } }")]
    [InlineData("_current ??= [|Source.StartActivity(\"x\")|]; Work();", "static Activity? _current;")]
    [InlineData("var span = [|Source.StartActivity(\"x\")|]; _current = span; Work(); _current?.Dispose();", "private static Activity? _current;")]
    [InlineData("Start(); Work();", "internal static Activity? Root; static void Start() => Root = [|Source.StartActivity(\"x\")|]?.SetTag(\"a\", 1);")]
    public Task A_span_that_requests_share(string statements, string members)
    {
        var code = Route(statements, members);
        return new RuleFixTest<SpanNotEnded, SpanNotEndedFix> { TestCode = code, FixedCode = code }.RunAsync();
    }

    [Theory]
    [InlineData("static void Check(HttpContext http) => Stages.Current = [|LlmSpan.StartStage(\"key\")|];")]
    [InlineData("static Task Check(HttpContext http, RequestDelegate next) { Admit(); return next(http); } static void Admit() { Stages.Current = [|LlmSpan.StartStage(\"key\")|]; }")]
    [InlineData("static void Use(WebApplication app) => app.Use((http, next) => { Stages.Current = [|LlmSpan.StartStage(\"key\")|]; return next(http); });")]
    [InlineData("class Keys : IEndpointFilter { public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) { Stages.Current = [|LlmSpan.StartStage(\"key\")|]; return next(context); } }")]
    public Task A_span_that_requests_share_in_front_of_the_routes(string members) =>
        Verify.VerifyAnalyzerAsync(Route("Work();", members + " static class Stages { public static LlmSpan Current; }"));

    [Theory]
    [InlineData("static void Start(WebApplication app) => Stages.Current = LlmSpan.StartStage(\"startup\");")]
    [InlineData("static void Start() { Stages.Current = LlmSpan.StartStage(\"startup\"); } static void Check(HttpContext http) { }")]
    public Task A_static_span_of_the_startup(string members) =>
        Verify.VerifyAnalyzerAsync(Route("Work();", members + " static class Stages { public static LlmSpan Current; }"));

    [Theory]
    [InlineData("static readonly Activity? Root = [|Source.StartActivity(\"x\")|];")]
    [InlineData("private static LlmSpan _span; static void Start() => _span = [|LlmSpan.StartStage(\"x\")|];")]
    [InlineData("private static Activity? _span; static void Start() { _span = [|Source.StartActivity(\"x\")|]; _span?.SetTag(\"a\", 1); }")]
    public Task A_static_span_that_is_never_ended(string members) => Verify.VerifyAnalyzerAsync(Route("Work();", members));

    [Theory]
    [InlineData("Work();", "private static Activity? _startup; static void Start() => _startup = Source.StartActivity(\"x\"); static void Stop() => _startup?.Dispose();")]
    [InlineData("Work();", "private static Activity? _startup = Source.StartActivity(\"x\"); static void Stop() => Finish(_startup); static void Finish(Activity? span) => span?.Stop();")]
    [InlineData("Work();", "internal static Activity? Startup; static void Start() => Startup = Source.StartActivity(\"x\");")]
    [InlineData("_span = Source.StartActivity(\"x\"); Work(); _span?.Dispose();", "Activity? _span;")]
    [InlineData("Ambient = Source.StartActivity(\"x\"); Work(); Ambient?.Dispose();", "static readonly AsyncLocal<Activity?> Held = new(); static Activity? Ambient { get => Held.Value; set => Held.Value = value; }")]
    [InlineData("Held.Value = Source.StartActivity(\"x\"); Work(); Held.Value?.Dispose();", "static readonly AsyncLocal<Activity?> Held = new();")]
    [InlineData("Activity.Current = Source.StartActivity(\"x\"); Work();", "")]
    [InlineData("_span = Source.StartActivity(\"x\"); Work(); _span?.Dispose();", "[ThreadStatic] static Activity? _span;")]
    [InlineData("Spans[\"a\"] = LlmSpan.StartStage(\"x\"); Work();", "static readonly Dictionary<string, LlmSpan> Spans = [];")]
    public Task A_static_span_that_may_be_right(string statements, string members) => Verify.VerifyAnalyzerAsync(Route(statements, members));

    [Fact]
    public Task Says_that_requests_share_it() => Verify.VerifyAnalyzerAsync(
        Route("_current = {|#0:LlmSpan.StartStage(\"x\")|};", "static LlmSpan _current;"),
        Verify.Diagnostic().WithLocation(0).WithMessage("The span or scope that 'StartStage' starts is kept in the static field '_current', which all requests share; declare it with 'using'"));

    [Theory]
    [InlineData("var span = {|#0:LlmSpan.StartStage(\"x\")|};", "The span or scope that 'StartStage' starts is never ended; declare it with 'using'")]
    [InlineData("var span = {|#0:LlmSpan.StartStage(\"x\")|}; if (flag) { return; } span.End();", "The span or scope that 'StartStage' starts is not ended when line 12 leaves the block; declare it with 'using'")]
    [InlineData("var span = {|#0:Source.StartActivity(\"x\")|}; Work(); span?.Dispose();", "The span or scope that 'StartActivity' starts is not ended when line 12 throws; declare it with 'using'")]
    public Task Says_where(string statements, string message) => Verify.VerifyAnalyzerAsync(Code(statements), Verify.Diagnostic().WithLocation(0).WithMessage(message));

    [Theory]
    [InlineData("var span = [|LlmSpan.StartStage(\"x\")|]; Work();", "using var span = LlmSpan.StartStage(\"x\"); Work();")]
    [InlineData("// why\n        LlmSpan span = [|LlmSpan.StartStage(\"x\")|]; Work(); span.End();", "// why\n        using LlmSpan span = LlmSpan.StartStage(\"x\"); Work(); span.End();")]
    [InlineData("var activity = [|Source.StartActivity(\"x\")|]; Work(); activity?.Stop();", "using var activity = Source.StartActivity(\"x\"); Work(); activity?.Stop();")]
    [InlineData("[|Source.StartActivity(\"x\")|]; Work();", "using var span = Source.StartActivity(\"x\"); Work();")]
    [InlineData("_ = [|LlmSpan.StartStage(\"x\")|].SetTag(\"a\", 1); Work();", "using var span = LlmSpan.StartStage(\"x\").SetTag(\"a\", 1); Work();")]
    [InlineData("[|Source.StartActivity(\"x\")|]; [|Source.StartActivity(\"y\")|]; Work();", "using var span = Source.StartActivity(\"x\"); using var span2 = Source.StartActivity(\"y\"); Work();")]
    [InlineData("Action a = () => { [|Source.StartActivity(\"x\")|]; Work(); }; [|Source.StartActivity(\"y\")|];", "Action a = () => { using var span = Source.StartActivity(\"x\"); Work(); }; using var span2 = Source.StartActivity(\"y\");")]
    [InlineData("var span = 1; [|LlmTrace.Current!.Use()|]; Work();", "var span = 1; using var span2 = LlmTrace.Current!.Use(); Work();")]
    public Task Uses_it(string statements, string fixedStatements) => Verify.VerifyCodeFixAsync(Code(statements), Code(fixedStatements));

    [Theory]
    [InlineData("if (flag) [|LlmSpan.StartStage(\"x\")|];")]
    [InlineData("Action a = () => [|Source.StartActivity(\"x\")|];")]
    [InlineData("Action a; a = () => [|Source.StartActivity(\"x\")|]; a();")]
    [InlineData("new List<int>().ForEach(i => [|LlmSpan.StartStage(\"x\")|]);")]
    public Task Offers_nothing_where_a_declaration_cannot_stand(string statements) =>
        new RuleFixTest<SpanNotEnded, SpanNotEndedFix> { TestCode = Code(statements), FixedCode = Code(statements) }.RunAsync();

    private static string Route(string statements, string members) => $$"""
        using System.Diagnostics;
        class Gateway
        {
            static readonly ActivitySource Source = new("s");
            static void Work() { }
            public static void Map(WebApplication app, Gateway gateway) => app.MapPost("/v1/messages", gateway.Handle);
            [TracedLlmRoute] public void Handle(HttpContext http) { {{statements}} }
            {{members}}
        }
        """;

    private static string Code(string statements) => $$"""
        using System.Diagnostics;
        class C
        {
            static readonly ActivitySource Source = new("s");
            LlmSpan _span;
            static void Work() { }
            static Task WorkAsync() => Task.CompletedTask;
            static void Log(object? what = null) { }
            static void Keep(object? what) { }
            async Task RunAsync(bool flag)
            {
                {{statements}}
                await Task.Yield();
            }
        }
        """;
}
