using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Spans;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Testing.Roslyn.CodeFixVerifier<TracedLlm.Analyzers.Spans.CoreMismatch, TracedLlm.CodeFixes.Spans.CoreMismatchFix>;

namespace TracedLlm.Analyzers.Tests.Spans;

/// <summary>TLM3002, <see cref="CoreMismatchFix"/>.</summary>
public class CoreMismatchFixTests
{
    [Theory]
    [InlineData("public partial void [|Run|]();", "public partial void Run();", "private void RunCore() => throw new NotImplementedException();")]
    [InlineData("public static partial Task<int> [|RunAsync|](HttpContext http, [SpanTag(\"a\")] int a = 1);", "public static partial Task<int> RunAsync(HttpContext http, [SpanTag(\"a\")] int a = 1);", "private static Task<int> RunCoreAsync(HttpContext http, int a) => throw new NotImplementedException();")]
    [InlineData("public partial T [|Run|]<T>(in T t) where T : class;", "public partial T Run<T>(in T t) where T : class;", "private T RunCore<T>(in T t) where T : class => throw new NotImplementedException();")]
    public Task Creates_a_missing_core(string member, string declaration, string core) => Verify.VerifyCodeFixAsync(
        $$"""
        partial class C
        {
            [TracedStage("x")]
            {{member}}
        }
        """,
        $$"""
        partial class C
        {
            [TracedStage("x")]
            {{declaration}}

            {{core}}
        }
        """);

    [Theory]
    [InlineData("partial ValueTask<int> {0}(int a)", "async Task<int> RunCoreAsync(int a) { await Task.Yield(); return a; }", "async ValueTask<int> RunCoreAsync(int a) { await Task.Yield(); return a; }")]
    [InlineData("partial Task {0}(int a, string b)", "Task RunCoreAsync(string b, int a) => Task.FromResult(a + b);", "Task RunCoreAsync(int a, string b) => Task.FromResult(a + b);")]
    [InlineData("partial Task {0}(int a)", "Task RunCoreAsync(long number) => Task.FromResult(number);", "Task RunCoreAsync(int number) => Task.FromResult(number);")]
    [InlineData("partial Task {0}(int a, CancellationToken token = default)", "async Task RunCoreAsync(int a) => await Task.Delay(a);", "async Task RunCoreAsync(int a, CancellationToken token) => await Task.Delay(a);")]
    [InlineData("partial Task {0}(in int a)", "private Task RunCoreAsync(int a) => Task.FromResult(a);", "private Task RunCoreAsync(in int a) => Task.FromResult(a);")]
    [InlineData("static partial Task {0}()", "private Task RunCoreAsync() => Task.CompletedTask;", "private static Task RunCoreAsync() => Task.CompletedTask;")]
    [InlineData("static partial Task {0}()", "Task RunCoreAsync() => Task.CompletedTask;", "static Task RunCoreAsync() => Task.CompletedTask;")]
    [InlineData("partial Task {0}<T>(T t) where T : class", "Task RunCoreAsync(object t) => Task.CompletedTask;", "Task RunCoreAsync<T>(T t) where T : class => Task.CompletedTask;")]
    public Task Corrects_a_core_that_does_not_match(string declaration, string core, string correctedCore) => Verify.VerifyCodeFixAsync(
        $"partial class C\n{{\n    [TracedStage(\"x\")] public {string.Format(null, declaration, "[|RunAsync|]")};\n\n    // The body.\n    {core}\n}}\n",
        $"partial class C\n{{\n    [TracedStage(\"x\")] public {string.Format(null, declaration, "RunAsync")};\n\n    // The body.\n    {correctedCore}\n}}\n");

    [Fact]
    public Task Moves_the_body_of_the_method() => Verify.VerifyCodeFixAsync(
        """
        partial class C
        {
            [TracedStage("x")]
            public partial int [|Run|](int a);

            // The body.
            public partial int Run(int a) => a;
        }
        """,
        """
        partial class C
        {
            [TracedStage("x")]
            public partial int Run(int a);

            // The body.
            private int RunCore(int a) => a;
        }
        """);

    [Fact]
    public Task Declares_a_method_that_is_a_body_only() => Verify.VerifyCodeFixAsync(
        """
        partial class C
        {
            [TracedStage("x")]
            public partial int {|TLM3002:{|CS0759:Run|}|}(int a) => a;
        }
        """,
        """
        partial class C
        {
            [TracedStage("x")]
            public partial int Run(int a);

            private int RunCore(int a) => a;
        }
        """);

    [Fact]
    public Task Corrects_it_in_another_file() => new RuleFixTest<CoreMismatch, CoreMismatchFix>
    {
        TestState = { Sources = { "partial class C { [TracedStage(\"x\")] public partial long [|Run|](); }", "partial class C { int RunCore() => 1; }" } },
        FixedState = { Sources = { "partial class C { [TracedStage(\"x\")] public partial long Run(); }", "partial class C { long RunCore() => 1; }" } },
    }.RunAsync();

    [Theory]
    [InlineData("partial class C { [TracedStage(\"x\")] public partial void [|Run|](int a); void RunCore() { } void RunCore(string a) { } }")]
    [InlineData("partial class C { [TracedStage(\"x\")] public partial void [|Run|](); int RunCore => 1; }")]
    [InlineData("partial class C { [TracedStage(\"x\")] public partial void [|Run|](int a); protected virtual void RunCore() { } }")]
    [InlineData("partial class C { [TracedStage(\"x\")] public partial void [|Run|](); public partial void Run() { } void RunCore() { } }")]
    public Task Offers_nothing_where_the_repair_is_ambiguous(string source) =>
        new RuleFixTest<CoreMismatch, CoreMismatchFix> { TestCode = source, FixedCode = source }.RunAsync();
}
