using TracedLlm.Analyzers.Spans;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowVerifier<TracedLlm.Analyzers.Spans.TracedMethodNotPartial>;

namespace TracedLlm.Analyzers.Tests.Spans;

/// <summary>TLM3001, <see cref="TracedMethodNotPartial"/>.</summary>
public class TracedMethodNotPartialTests
{
    [Theory]
    [InlineData("[TracedStage(LlmStage.Auth)] Task [|RunAsync|]() => Task.CompletedTask;")]
    [InlineData("[TracedStage(\"rate_limit\")] public static void [|Run|]() { }")]
    [InlineData("[TracedGuardrail(GuardrailMode.PreCall)] int [|Run|](int a) => a;")]
    [InlineData("[TracedLlmCall] public virtual Task<int> [|RunAsync|]() => Task.FromResult(1);")]
    [InlineData("[TracedLlmCall] protected IEnumerable<T> [|Run|]<T>() => [];")]
    [InlineData("[TracedStage(\"text\")] public override string [|ToString|]() => \"\";")]
    [InlineData("[TracedStage(\"x\")] [TracedLlmRoute] public void [|Run|]() { }")]
    public Task A_traced_method_that_is_not_partial(string member) => Verify.VerifyAnalyzerAsync($"partial class C {{ {member} }}");

    [Theory]
    [InlineData("class C { [TracedStage(\"x\")] void [|Run|]() { } }")]
    [InlineData("partial record C { [TracedStage(\"x\")] void [|Run|]() { } }")]
    [InlineData("readonly partial struct C { [TracedStage(\"x\")] void [|Run|]() { } }")]
    [InlineData("partial interface C { [TracedStage(\"x\")] void [|Run|](); }")]
    [InlineData("partial class C { partial class D { [TracedStage(\"x\")] void [|Run|]() { } } }")]
    public Task A_traced_method_in_every_kind_of_type(string source) => Verify.VerifyAnalyzerAsync(source);

    [Theory]
    [InlineData("void M() { Local(); [TracedStage(\"x\")] void [|Local|]() { } }")]
    [InlineData("Func<int> _f = [[|TracedStage(\"x\")|]] () => 1;")]
    [InlineData("int P { [TracedStage(\"x\")] [|get|] => 1; }")]
    [InlineData("[TracedStage(\"x\")] public static C operator [|+|](C a, C b) => a;")]
    public Task A_method_that_can_never_be_partial(string member) => Verify.VerifyAnalyzerAsync($"partial class C {{ {member} }}");

    [Theory]
    [InlineData("class C { [TracedStage(\"x\")] partial void {|TLM3001:{|CS0751:Run|}|}(); }")]
    [InlineData("class C { [TracedStage(\"x\")] public partial void {|TLM3001:{|CS0751:{|CS8795:Run|}|}|}(); }")]
    [InlineData("class C { partial class D { [TracedStage(\"x\")] public partial void {|TLM3001:{|CS8795:Run|}|}(); void RunCore() { } } }")]
    [InlineData("class C { partial class D { [TracedStage(\"x\")] partial void {|TLM3001:Run|}(); void RunCore() { } } }")]
    [InlineData("partial class C { [TracedStage(\"x\")] public partial void {|TLM3001:{|CS8795:Run|}|}(); } class {|CS0260:C|} { void RunCore() { } }")]
    [InlineData("file partial class C { [TracedStage(\"x\")] public partial void {|TLM3001:{|CS8795:Run|}|}(); void RunCore() { } }")]
    public Task A_type_around_it_that_is_not_partial(string source) => Verify.VerifyAnalyzerAsync(source);

    [Theory]
    [InlineData("[TracedStage(\"x\")] partial void Run(); void RunCore() { }")]
    [InlineData("[TracedStage(LlmStage.Auth)] private partial Task<int> RunAsync(); private Task<int> RunCoreAsync() => Task.FromResult(1);")]
    [InlineData("[TracedGuardrail(GuardrailMode.PostCall)] public static partial int Run(); static int RunCore() => 1;")]
    [InlineData("[TracedLlmRoute] public Task HandleAsync(HttpContext http) => Task.CompletedTask;")]
    [InlineData("[TracedLlmRoute(LlmApi.Messages)] public Task HandleAsync(HttpContext http) => Task.CompletedTask;")]
    [InlineData("void Map(WebApplication app) => app.MapPost(\"/v1/messages\", [TracedLlmRoute] (HttpContext http) => 1);")]
    [InlineData("void Map(WebApplication app) => app.MapPost(\"/v1/messages\", Handle); [TracedLlmRoute] static void Handle(HttpContext http) { }")]
    [InlineData("[Obsolete] void Run() { }")]
    [InlineData("partial void Run(); partial void Run() { }")]
    [InlineData("void Run() { } void RunCore() { }")]
    public Task Leaves_alone(string member) => Verify.VerifyAnalyzerAsync($"partial class C {{ {member} }}");

    [Theory]
    [InlineData("partial record R { [TracedStage(\"x\")] public partial void Run(); void RunCore() { } }")]
    [InlineData("partial record struct R { [TracedStage(\"x\")] public partial void Run(); void RunCore() { } }")]
    [InlineData("readonly partial struct R { [TracedStage(\"x\")] public partial void Run(); void RunCore() { } }")]
    [InlineData("partial interface R { [TracedStage(\"x\")] public partial void Run(); void RunCore() { } }")]
    [InlineData("static partial class Outer { partial class R<T> { [TracedStage(\"x\")] public partial void Run(T t); void RunCore(T t) { } } }")]
    [InlineData("partial class R { [TracedStage(\"x\")] public partial void Run(); } partial class R { void RunCore() { } }")]
    [InlineData("class R { [Mine.TracedStage] void Run() { } } namespace Mine { class TracedStageAttribute : Attribute; }")]
    public Task Leaves_types_alone(string source) => Verify.VerifyAnalyzerAsync(source);

    [Fact]
    public Task Says_what_is_not_partial() => Verify.VerifyAnalyzerAsync(
        "class C { partial class D { [TracedStage(\"x\")] public partial void {|#0:{|CS8795:Run|}|}(); } [TracedStage(\"y\")] void {|#1:Walk|}() { } }",
        Verify.Diagnostic().WithLocation(0).WithMessage("'Run' cannot be traced: type 'C' is not partial; make it partial"),
        Verify.Diagnostic().WithLocation(1).WithMessage("'Walk' cannot be traced: it is not partial; make it partial and add its Core"));

    [Fact]
    public Task A_pragma_silences_it() => Verify.VerifyAnalyzerAsync("""
        class C
        {
        #pragma warning disable TLM3001
            [TracedStage("x")] void Run() { }
        #pragma warning restore TLM3001
            [TracedStage("x")] void [|Walk|]() { }
        }
        """);

    [Fact]
    public Task A_pragma_silences_the_generator_too() => Verify.VerifyAnalyzerAsync("""
        class C
        {
        #pragma warning disable TLM3001
            [TracedStage("x")] partial void {|CS0751:Run|}();
        }
        """);
}
