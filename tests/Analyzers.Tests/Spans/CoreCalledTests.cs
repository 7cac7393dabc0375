using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Spans;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Spans.CoreCalled, TracedLlm.CodeFixes.Spans.CoreCalledFix>;

namespace TracedLlm.Analyzers.Tests.Spans;

/// <summary>TLM3008, <see cref="CoreCalled"/> and <see cref="CoreCalledFix"/>.</summary>
public class CoreCalledTests
{
    [Theory]
    [InlineData("Task<int> Other() => [|RunCoreAsync(1)|];")]

    [InlineData("Func<int, Task<int>> Other() => [|RunCoreAsync|];")]
    [InlineData("async Task<int> Other() => await [|this.RunCoreAsync(1)|];")]
    [InlineData("Task<int> Other(C other) => [|other.RunCoreAsync(1)|];")]
    [InlineData("Task<int>? Other(C? other) => other?[|.RunCoreAsync(1)|];")]
    [InlineData("void Other() { Local(); void Local() => [|RunCoreAsync(1)|]; }")]
    [InlineData("Task<int> _other = new C().Other(); Task<int> Other() => Task.Run(() => [|RunCoreAsync(1)|]);")]
    public Task Flags(string member) => Verify.VerifyAnalyzerAsync(Code(member));

    [Fact]
    public Task Flags_calls_from_other_types() => Verify.VerifyAnalyzerAsync(Code("") + " class D { Task<int> Other(C c) => [|c.RunCoreAsync(1)|]; int Generic(G<string> g) => [|g.RunCore(\"\")|]; }"
        + " partial class G<T> { [TracedStage(\"x\")] public partial int Run(T t); internal int RunCore(T t) => 1; }");

    [Theory]
    [InlineData("Task<int> Other() => RunAsync(1);")]
    [InlineData("Func<int, Task<int>> Other() => RunAsync;")]
    [InlineData("string Other() => nameof(RunCoreAsync);")]
    [InlineData("int Other() => RunCore(1); int RunCore(int a) => a;")]
    [InlineData("Task<int> Other() => RunCoreAsync(\"a\"); Task<int> RunCoreAsync(string a) => Task.FromResult(1);")]
    [InlineData("Task<int> Other() => WalkCoreAsync(); Task<int> WalkAsync() => WalkCoreAsync(); Task<int> WalkCoreAsync() => Task.FromResult(1);")]
    [InlineData("Task<int> Other() => new Stranger().RunCoreAsync(1); class Stranger { public Task<int> RunCoreAsync(int a) => Task.FromResult(a); }")]
    [InlineData("[TracedStage(\"deep\")] public partial int Deep(int a); int DeepCore(int a) => a == 0 ? 0 : DeepCore(a - 1);")]
    [InlineData("int Other() => Hidden(); [Obsolete] int Hidden() => 1; int HiddenCore() => 2;")]
    [InlineData("void Other() => CoreRun(); void CoreRun() { }")]
    public Task Leaves_alone(string member) => Verify.VerifyAnalyzerAsync(Code(member));

    [Fact]
    public Task Leaves_the_body_of_the_base_type_alone() => Verify.VerifyAnalyzerAsync("""
        partial class B { [TracedStage("x")] public partial int Run(); protected virtual int RunCore() => 1; }
        class D : B { protected override int RunCore() => base.RunCore() + 1; }
        """);

    [Fact]
    public Task Says_what_to_call() => Verify.VerifyAnalyzerAsync(
        Code("Task<int> Other() => {|#0:RunCoreAsync(1)|};"),
        Verify.Diagnostic().WithLocation(0).WithMessage("A direct call of 'RunCoreAsync' has no span; call 'RunAsync' instead"));

    [Theory]
    [InlineData("Task<int> Other() => [|RunCoreAsync(1)|];", "Task<int> Other() => RunAsync(1);")]
    [InlineData("Task<int> Other() => [|this.RunCoreAsync(1)|];", "Task<int> Other() => this.RunAsync(1);")]
    [InlineData("Func<int, Task<int>> Other() => [|RunCoreAsync|];", "Func<int, Task<int>> Other() => RunAsync;")]
    [InlineData("Task<int>? Other(C? other) => other?[|.RunCoreAsync(1)|];", "Task<int>? Other(C? other) => other?.RunAsync(1);")]
    [InlineData("int Other() => [|OfCore<string>(\"\")|]; [TracedStage(\"y\")] public partial int Of<T>(T t); int OfCore<T>(T t) => 1;", "int Other() => Of<string>(\"\"); [TracedStage(\"y\")] public partial int Of<T>(T t); int OfCore<T>(T t) => 1;")]
    public Task Calls_the_traced_method(string member, string fixedMember) => Verify.VerifyCodeFixAsync(Code(member), Code(fixedMember));

    [Fact]
    public Task Offers_nothing_where_the_traced_method_is_hidden()
    {
        const string Source = "partial class H { [TracedStage(\"x\")] private partial int Run(); internal int RunCore() => Run(); } class D { int Other(H h) => [|h.RunCore()|]; }";
        return new RuleFixTest<CoreCalled, CoreCalledFix> { TestCode = Source, FixedCode = Source }.RunAsync();
    }

    private static string Code(string member) => $$"""
        partial class C
        {
            [TracedStage("x")] public partial Task<int> RunAsync(int a);
            internal async Task<int> RunCoreAsync(int a) { await Task.Yield(); return a; }
            {{member}}
        }
        """;
}
