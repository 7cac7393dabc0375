using TracedLlm.Analyzers.Spans;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowVerifier<TracedLlm.Analyzers.Spans.CoreMismatch>;

namespace TracedLlm.Analyzers.Tests.Spans;

/// <summary>TLM3002, <see cref="CoreMismatch"/>.</summary>
public class CoreMismatchTests
{
    [Theory]
    [InlineData("public partial void [|Run|]();")]
    [InlineData("partial void [|Run|]();")]
    [InlineData("public partial Task [|RunAsync|](); Task RunAsyncCore() => Task.CompletedTask;")]
    [InlineData("public partial Task [|RunAsync|](); Task RunCore() => Task.CompletedTask;")]
    [InlineData("public partial void [|Run|](); int RunCore => 1;")]
    public Task A_core_that_is_missing(string members) => Verify.VerifyAnalyzerAsync($"partial class C {{ [TracedStage(\"x\")] {members} }}");

    [Theory]
    [InlineData("public partial int [|Run|](); long RunCore() => 1;")]
    [InlineData("public partial Task<int> [|RunAsync|](); ValueTask<int> RunCoreAsync() => default;")]
    [InlineData("public partial Task<int> [|RunAsync|](); Task<string> RunCoreAsync() => null!;")]
    [InlineData("public partial Task [|RunAsync|](); void RunCoreAsync() { }")]
    [InlineData("public partial void [|Run|](int a); void RunCore() { }")]
    [InlineData("public partial void [|Run|](int a); void RunCore(long a) { }")]
    [InlineData("public partial void [|Run|](int a, string b); void RunCore(string b, int a) { }")]
    [InlineData("public partial void [|Run|](int a); void RunCore(ref int a) { }")]
    [InlineData("public partial void [|Run|](out int a); void RunCore(ref int a) { }")]
    [InlineData("public partial void [|Run|](in int a); void RunCore(int a) { }")]
    [InlineData("public partial void [|Run|](int a); void RunCore(int a, int b = 0) { }")]
    [InlineData("public partial void [|Run|](List<int> a); void RunCore(IReadOnlyList<int> a) { }")]
    [InlineData("public partial void [|Run|]<T>(T a); void RunCore(object a) { }")]
    [InlineData("public partial void [|Run|]<T>(T a); void RunCore<T>(T a) where T : class { }")]
    [InlineData("public static partial void [|Run|](); void RunCore() { }")]
    [InlineData("public partial ref int [|Run|](); int RunCore() => 1;")]
    public Task A_core_with_another_signature(string members) => Verify.VerifyAnalyzerAsync($"partial class C {{ [TracedStage(\"x\")] {members} }}");

    [Theory]
    [InlineData("public partial void Run(); private void RunCore() { }")]
    [InlineData("public partial void Run(); internal static void RunCore() { }")]
    [InlineData("public partial Task RunAsync(); async Task RunCoreAsync() => await Task.Yield();")]
    [InlineData("public partial void Run(int a); void RunCore(int b) { }")]
    [InlineData("public partial void Run(int a = 1); void RunCore(int a) { }")]
    [InlineData("public partial void Run(params int[] a); void RunCore(int[] a) { }")]
    [InlineData("public partial void Run(int a); void RunCore(int a) { } void RunCore(string a) { } void RunCore() { }")]
    [InlineData("public partial bool Run(ref int a, in int b, out int c); bool RunCore(ref int a, in int b, out int c) { c = b; return true; }")]
    [InlineData("public partial void Run<T>(T a) where T : class; void RunCore<U>(U a) where U : class { }")]
    [InlineData("public partial void Run((int A, string B) a); void RunCore((int A, string B) a) { }")]
    [InlineData("public partial void Run(ReadOnlySpan<byte> a); void RunCore(ReadOnlySpan<byte> a) { }")]
    [InlineData("public partial Task<string?> RunAsync(string? a); Task<string?> RunCoreAsync(string? a) => Task.FromResult(a);")]
    [InlineData("public partial IAsyncEnumerable<int> RunAsync(CancellationToken ct); async IAsyncEnumerable<int> RunCoreAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct) { await Task.Yield(); yield return 1; }")]
    [InlineData("public virtual partial void Run(); protected virtual void RunCore() { }")]
    [InlineData("public partial void Async(); void AsyncCore() { }")]
    [InlineData("public partial void @new(); void newCore() { }")]
    public Task Leaves_alone(string members) => Verify.VerifyAnalyzerAsync($"partial class C {{ [TracedStage(\"x\")] {members} }}");

    [Theory]
    [InlineData("class B { protected void RunCore() { } } partial class C : B { [TracedStage(\"x\")] public partial void Run(); }")]
    [InlineData("partial class C { [TracedStage(\"x\")] public partial void Run(); } partial class C { void RunCore() { } }")]
    [InlineData("partial class C<T> { [TracedStage(\"x\")] public partial T Run(List<T> a); T RunCore(List<T> a) => a[0]; }")]
    [InlineData("class C { void Run() { } }")]
    [InlineData("partial class C { [TracedLlmRoute] public void Run() { } }")]
    public Task Leaves_types_alone(string source) => Verify.VerifyAnalyzerAsync(source);

    [Fact]
    public Task A_core_that_only_a_base_type_can_call() => Verify.VerifyAnalyzerAsync(
        "class B { private void RunCore() { } } partial class C : B { [TracedStage(\"x\")] public partial void [|Run|](); }");

    [Theory]
    [InlineData("[TracedStage(\"x\")] public partial void [|Run|](); public partial void Run() { }")]
    [InlineData("[TracedStage(\"x\")] public partial void [|Run|](); public partial void Run() { } void RunCore() { }")]
    [InlineData("[TracedStage(\"x\")] partial void {|TLM3002:{|CS0759:Run|}|}() { }")]
    public Task A_traced_method_with_a_body_of_its_own(string members) => Verify.VerifyAnalyzerAsync($"partial class C {{ {members} }}");

    [Fact]
    public Task Says_what_is_expected() => Verify.VerifyAnalyzerAsync(
        "partial class C { [TracedStage(\"x\")] public partial Task<List<int>> {|#0:RunAsync|}(HttpContext http, string? name); }",
        Verify.Diagnostic().WithLocation(0).WithMessage(
            "'RunAsync' has no matching Core method: no method has this name; declare 'Task<List<int>> RunCoreAsync(HttpContext http, string? name)'"));

    [Fact]
    public Task Says_what_was_found() => Verify.VerifyAnalyzerAsync(
        "partial class C { [TracedStage(\"x\")] public static partial ValueTask<int> {|#0:RunAsync|}(int a); static async Task<int> RunCoreAsync(int a) { await Task.Yield(); return a; } }",
        Verify.Diagnostic().WithLocation(0).WithMessage(
            "'RunAsync' has no matching Core method: found 'static Task<int> RunCoreAsync(int a)'; declare 'static ValueTask<int> RunCoreAsync(int a)'"));

    [Fact]
    public Task A_pragma_silences_it() => Verify.VerifyAnalyzerAsync("""
        partial class C
        {
        #pragma warning disable TLM3002
            [TracedStage("x")] public partial void Run();
        #pragma warning restore TLM3002
            [TracedStage("x")] public partial void [|Walk|]();
        }
        """);
}
