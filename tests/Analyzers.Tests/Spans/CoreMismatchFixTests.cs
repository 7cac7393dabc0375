using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Spans;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Spans.CoreMismatch, TracedLlm.CodeFixes.Spans.CoreMismatchFix>;

namespace TracedLlm.Analyzers.Tests.Spans;

/// <summary>TLM3002, <see cref="CoreMismatchFix"/>.</summary>
public class CoreMismatchFixTests
{
    [Theory]
    [InlineData("public partial void [|Run|]();")]
    [InlineData("public static partial Task<int> [|RunAsync|](HttpContext http, int a = 1);")]
    [InlineData("public partial Task [|RunAsync|](int a); private Task RunAsyncCore(string a) => Task.CompletedTask;")]
    [InlineData("public partial Task [|RunAsync|](); private Task RunAsyncCore() => Task.CompletedTask; private Task RunImplAsync() => Task.CompletedTask;")]
    [InlineData("public partial Task [|RunAsync|](); private Task OtherAsync() => Task.CompletedTask;")]
    [InlineData("public partial Task [|RunAsync|](); public virtual Task RunAsyncCore() => Task.CompletedTask;")]
    [InlineData("public partial Task [|RunAsync|](); [TracedStage(\"y\")] public partial Task RunInnerAsync(); private Task RunInnerCoreAsync() => Task.CompletedTask;")]
    public Task Never_writes_a_body(string members)
    {
        var code = $"partial class C\n{{\n    [TracedStage(\"x\")]\n    {members}\n}}\n";
        return Verify.VerifyCodeFixAsync(code, code);
    }

    [Theory]
    [InlineData("Task", "RunAsync", "RunAsyncCore", "RunCoreAsync")]
    [InlineData("Task", "RunAsync", "RunCore", "RunCoreAsync")]
    [InlineData("Task", "RunAsync", "CoreRunAsync", "RunCoreAsync")]
    [InlineData("Task", "RunAsync", "RuncoreAsync", "RunCoreAsync")]
    [InlineData("Task", "RunAsync", "RunImplAsync", "RunCoreAsync")]
    [InlineData("Task", "RunAsync", "RunAsyncInternal", "RunCoreAsync")]
    [InlineData("Task", "RunAsync", "DoRunAsync", "RunCoreAsync")]
    [InlineData("Task", "Run", "RunCoreAsync", "RunCore")]
    [InlineData("int", "Run", "RunInner", "RunCore")]
    public Task Renames_a_core_with_another_name(string type, string traced, string found, string name) => Verify.VerifyCodeFixAsync(
        $$"""
        partial class C
        {
            [TracedStage("x")]
            public partial {{type}} [|{{traced}}|](int a);

            private {{type}} {{found}}(int a) => a > 1 ? {{found}}(a - 1) : throw new TimeoutException();
        }
        """,
        $$"""
        partial class C
        {
            [TracedStage("x")]
            public partial {{type}} {{traced}}(int a);

            private {{type}} {{name}}(int a) => a > 1 ? {{name}}(a - 1) : throw new TimeoutException();
        }
        """);

    [Fact]
    public Task Renames_all_in_one_pass() => new RuleFixTest<CoreMismatch, CoreMismatchFix>
    {
        TestState =
        {
            Sources =
            {
                "partial class C { [TracedStage(\"x\")] public partial Task [|RunAsync|](); [TracedStage(\"y\")] public partial Task [|StopAsync|](); }",
                "partial class C { Task RunAsyncCore() => Task.CompletedTask; Task StopAsyncCore() => RunAsyncCore(); }",
            },
        },
        FixedState =
        {
            Sources =
            {
                "partial class C { [TracedStage(\"x\")] public partial Task RunAsync(); [TracedStage(\"y\")] public partial Task StopAsync(); }",
                "partial class C { Task RunCoreAsync() => Task.CompletedTask; Task StopCoreAsync() => RunCoreAsync(); }",
            },
        },
    }.RunAsync();

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
