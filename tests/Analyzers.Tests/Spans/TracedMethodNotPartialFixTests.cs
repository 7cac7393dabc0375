using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Spans;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Spans.TracedMethodNotPartial, TracedLlm.CodeFixes.Spans.TracedMethodNotPartialFix>;

namespace TracedLlm.Analyzers.Tests.Spans;

/// <summary>TLM3001, <see cref="TracedMethodNotPartialFix"/>.</summary>
public class TracedMethodNotPartialFixTests
{
    [Fact]
    public Task Splits_the_method_and_makes_its_types_partial() => Verify.VerifyCodeFixAsync(
        """
        public static class Outer
        {
            /// <summary>Checks keys.</summary>
            internal sealed class Keys(string secret)
            {
                private readonly int _a = 1;

                /// <summary>Finds who calls.</summary>
                [TracedStage(LlmStage.Auth)]
                [return: SpanTag("app.caller")]
                public async Task<string> [|FindAsync|]([SpanTag("app.key")] string name, int retries = 3)
                {
                    await Task.Yield(); // at least once
                    return secret + name + retries + _a;
                }

                public int Other() => 1;
            }
        }
        """,
        """
        public static partial class Outer
        {
            /// <summary>Checks keys.</summary>
            internal sealed partial class Keys(string secret)
            {
                private readonly int _a = 1;

                /// <summary>Finds who calls.</summary>
                [TracedStage(LlmStage.Auth)]
                [return: SpanTag("app.caller")]
                public partial Task<string> FindAsync([SpanTag("app.key")] string name, int retries = 3);

                private async Task<string> FindCoreAsync(string name, int retries)
                {
                    await Task.Yield(); // at least once
                    return secret + name + retries + _a;
                }

                public int Other() => 1;
            }
        }
        """);

    [Theory]
    [InlineData("void [|Run|]() { }", "private partial void Run();", "private void RunCore() { }")]
    [InlineData("public static int [|Run|](params int[] a) => a.Length;", "public static partial int Run(params int[] a);", "private static int RunCore(int[] a) => a.Length;")]
    [InlineData("protected virtual Task [|RunAsync|]() => Task.CompletedTask;", "protected virtual partial Task RunAsync();", "private Task RunCoreAsync() => Task.CompletedTask;")]
    [InlineData("public override string [|ToString|]() => \"\";", "public override partial string ToString();", "private string ToStringCore() => \"\";")]
    [InlineData("bool [|Try|](ref int a, in long b, out int c) { c = 1; return true; }", "private partial bool Try(ref int a, in long b, out int c);", "private bool TryCore(ref int a, in long b, out int c) { c = 1; return true; }")]
    [InlineData("public T [|Run|]<T>(T t) where T : class => t;", "public partial T Run<T>(T t) where T : class;", "private T RunCore<T>(T t) where T : class => t;")]
    [InlineData("public async IAsyncEnumerable<int> [|RunAsync|]([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token = default) { await Task.Yield(); yield return 1; }", "public partial IAsyncEnumerable<int> RunAsync(CancellationToken token = default);", "private async IAsyncEnumerable<int> RunCoreAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token) { await Task.Yield(); yield return 1; }")]
    [InlineData("internal Task<string?> [|RunAsync|](string? a) => Task.FromResult(a);", "internal partial Task<string?> RunAsync(string? a);", "private Task<string?> RunCoreAsync(string? a) => Task.FromResult(a);")]
    [InlineData("public unsafe void [|Run|](int* a) { }", "public unsafe partial void Run(int* a);", "private unsafe void RunCore(int* a) { }")]
    public Task Splits_methods_of_every_signature(string member, string declaration, string core) => Verify.VerifyCodeFixAsync(
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

    [Fact]
    public Task Fixes_several_at_once() => Verify.VerifyCodeFixAsync(
        """
        class C
        {
            [TracedStage("a")]
            public void [|A|]() { }

            [TracedStage("b")]
            public void [|B|]() { A(); }
        }

        record R(int A)
        {
            [TracedStage("a")]
            public int [|Get|]() => A;
        }
        """,
        """
        partial class C
        {
            [TracedStage("a")]
            public partial void A();

            private void ACore() { }

            [TracedStage("b")]
            public partial void B();

            private void BCore() { A(); }
        }

        partial record R(int A)
        {
            [TracedStage("a")]
            public partial int Get();

            private int GetCore() => A;
        }
        """);

    [Theory]
    [InlineData("class C { [TracedStage(\"x\")] public partial void {|TLM3001:{|CS0751:{|CS8795:Run|}|}|}(); void RunCore() { } }", "partial class C { [TracedStage(\"x\")] public partial void Run(); void RunCore() { } }")]
    [InlineData("class C { partial class D { [TracedStage(\"x\")] partial void {|TLM3001:Run|}(); void RunCore() { } } }", "partial class C { partial class D { [TracedStage(\"x\")] partial void Run(); void RunCore() { } } }")]
    public Task Makes_only_the_types_partial_if_the_method_is_partial(string source, string fixedSource) => Verify.VerifyCodeFixAsync(source, fixedSource);

    [Theory]
    [InlineData("partial class C { [TracedStage(\"x\")] void [|Run|]() { } void RunCore() { } }")]
    [InlineData("partial interface C { [TracedStage(\"x\")] void [|Run|](); }")]
    [InlineData("partial class C { void M() { Local(); [TracedStage(\"x\")] void [|Local|]() { } } }")]
    [InlineData("partial class C { Func<int> _f = [[|TracedStage(\"x\")|]] () => 1; }")]
    [InlineData("file class C { [TracedStage(\"x\")] void [|Run|]() { } }")]
    public Task Offers_nothing_where_it_cannot_work(string source) =>
        new RuleFixTest<TracedMethodNotPartial, TracedMethodNotPartialFix> { TestCode = source, FixedCode = source }.RunAsync();
}
