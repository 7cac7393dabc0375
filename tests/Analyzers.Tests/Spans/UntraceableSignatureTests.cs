using TracedLlm.Analyzers.Spans;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowVerifier<TracedLlm.Analyzers.Spans.UntraceableSignature>;

namespace TracedLlm.Analyzers.Tests.Spans;

/// <summary>TLM3003, <see cref="UntraceableSignature"/>.</summary>
public class UntraceableSignatureTests
{
    [Theory]
    [InlineData("Stream")]
    [InlineData("FileStream")]
    [InlineData("Task<Stream>")]
    [InlineData("ValueTask<Stream?>")]
    [InlineData("Task<IAsyncEnumerable<int>>")]
    [InlineData("ValueTask<IAsyncEnumerable<int>>")]
    [InlineData("IAsyncEnumerator<int>")]
    [InlineData("IEnumerator<int>")]
    [InlineData("System.Collections.IEnumerable")]
    [InlineData("DerivedResponse")]
    [InlineData("Task<DerivedResponse>")]
    [InlineData("Task<Task>")]
    [InlineData("Task<Task<int>>")]
    [InlineData("System.IO.Pipelines.PipeReader")]
    [InlineData("System.Threading.Channels.ChannelReader<int>")]
    [InlineData("IObservable<int>")]
    [InlineData("Task<SdkStream>")]
    [InlineData("SdkStream")]
    [InlineData("System.Runtime.CompilerServices.ConfiguredTaskAwaitable")]
    public Task A_return_type_without_a_visible_end(string type) => Verify.VerifyAnalyzerAsync($$"""
        class DerivedResponse : HttpResponseMessage;
        abstract class SdkStream : IAsyncEnumerable<int> { public abstract IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken ct); }
        partial class C { [TracedLlmCall] public partial [|{{type}}|] SendAsync(); {{type}} SendCoreAsync() => default!; }
        """);

    [Theory]
    [InlineData("void")]
    [InlineData("int")]
    [InlineData("string?")]
    [InlineData("byte[]")]
    [InlineData("(int, string)")]
    [InlineData("List<int>")]
    [InlineData("IReadOnlyList<int>")]
    [InlineData("Task")]
    [InlineData("Task<int>")]
    [InlineData("Task<List<int>>")]
    [InlineData("ValueTask")]
    [InlineData("ValueTask<string?>")]
    [InlineData("IAsyncEnumerable<int>")]
    [InlineData("IEnumerable<string>")]
    [InlineData("HttpResponseMessage")]
    [InlineData("Task<HttpResponseMessage>")]
    [InlineData("ValueTask<HttpResponseMessage>")]
    [InlineData("Task<MemoryStream>")]
    [InlineData("Task<IResult>")]
    [InlineData("Task<GuardrailOutcome>")]
    [InlineData("DateTime")]
    [InlineData("ReadOnlySpan<byte>")]
    [InlineData("Task<Func<Stream>>")]
    public Task Leaves_returns_alone(string type) => Verify.VerifyAnalyzerAsync(
        $$"""partial class C { [TracedLlmCall] public partial {{type}} SendAsync(); {{type}} SendCoreAsync() {{(type == "void" ? "{ }" : "=> default!;")}} }""");

    [Theory]
    [InlineData("[TracedStage(\"x\")] [[|TracedLlmCall|]] public partial void Run(); void RunCore() { }")]
    [InlineData("[TracedGuardrail(GuardrailMode.PreCall)] [[|TracedLlmRoute|]] public partial void Run(); void RunCore() { }")]
    [InlineData("[[|TracedStage(\"\")|]] public partial void Run(); void RunCore() { }")]
    [InlineData("[[|TracedStage(\" \")|]] public partial void Run(); void RunCore() { }")]
    [InlineData("[TracedStage(\"x\")] public partial void Run(ref [|dynamic|] a); void RunCore(ref dynamic a) { }")]
    [InlineData("[TracedStage(\"x\")] public partial void [|Run|](); async void RunCore() => await Task.Yield();")]
    [InlineData("[TracedStage(\"x\")] public abstract void [|Run|]();")]
    public Task Other_signatures_that_cannot_be_traced(string members) => Verify.VerifyAnalyzerAsync($"abstract partial class C {{ {members} }}");

    [Fact]
    public Task An_explicit_implementation_of_an_interface() => Verify.VerifyAnalyzerAsync(
        "interface I { void Run(); } partial class C : I { [TracedStage(\"x\")] void I.[|Run|]() { } }");

    [Theory]
    [InlineData("[TracedStage(\"x\")] public abstract partial void {|TLM3003:{|CS8795:{|CS0750:Run|}|}|}();")]
    [InlineData("[TracedStage(\"x\")] partial int {|TLM3003:{|CS8796:Run|}|}(); int RunCore() => 1;")]
    [InlineData("[TracedStage(\"x\")] partial void {|TLM3003:{|CS8797:Run|}|}(out int a); void RunCore(out int a) => a = 1;")]
    [InlineData("[TracedStage(\"x\")] public partial void {|TLM3003:{|CS8795:Run|}|}({|CS0246:Unknown|} a);")]
    public Task A_declaration_that_does_not_compile_is_reported_by_the_generator(string members) =>
        Verify.VerifyAnalyzerAsync($"abstract partial class C {{ {members} }}");

    [Theory]
    [InlineData("[TracedStage(\"x\")] public partial void Run(dynamic a); void RunCore(dynamic a) { }")]
    [InlineData("[TracedStage(\"x\")] public partial void Run(ref int a, in int b, out int c); void RunCore(ref int a, in int b, out int c) => c = 1;")]
    [InlineData("[TracedStage(\"x\")] public partial void Run(Stream a, IAsyncEnumerable<int> b); void RunCore(Stream a, IAsyncEnumerable<int> b) { }")]
    [InlineData("[TracedStage(\"x\")] public partial Task RunAsync(Func<Task<Stream>> a); Task RunCoreAsync(Func<Task<Stream>> a) => a();")]
    [InlineData("[TracedStage(\"x\")] public unsafe partial int* Run(int* a); unsafe int* RunCore(int* a) => a;")]
    [InlineData("[TracedStage(\"x\")] public partial T Run<T>(T a) where T : allows ref struct; T RunCore<T>(T a) where T : allows ref struct => a;")]
    [InlineData("[TracedStage(\"x\")] public virtual partial int Run(); int RunCore() => 1;")]
    [InlineData("[TracedStage(\"x\")] public sealed override partial string ToString(); string ToStringCore() => \"\";")]
    [InlineData("public Task<Stream> OpenAsync() => null!;")]
    [InlineData("[TracedLlmRoute] public Task<Stream> OpenAsync() => null!;")]
    public Task Leaves_alone(string members) => Verify.VerifyAnalyzerAsync($"partial class C {{ {members} }}");

    [Fact]
    public Task Says_why() => Verify.VerifyAnalyzerAsync(
        "partial class C { [TracedLlmCall] public partial {|#0:Task<Stream>|} SendAsync(); Task<Stream> SendCoreAsync() => null!; }",
        Verify.Diagnostic().WithLocation(0).WithMessage(
            "'SendAsync' cannot be traced: it returns 'Task<Stream>', a stream whose end a span cannot see; return HttpResponseMessage, IAsyncEnumerable<T> or Task<T>"));

    [Fact]
    public Task A_pragma_silences_it() => Verify.VerifyAnalyzerAsync("""
        partial class C
        {
        #pragma warning disable TLM3003
            [TracedLlmCall] public partial Task<Stream> SendAsync();
        #pragma warning restore TLM3003
            Task<Stream> SendCoreAsync() => null!;
        }
        """);
}
