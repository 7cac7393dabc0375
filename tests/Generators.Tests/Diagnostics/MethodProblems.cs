using TracedLlm.Generators.Tests.Harness;

namespace TracedLlm.Generators.Tests.Diagnostics;

/// <summary>Problems of declarations that compile, so analyzers report them.</summary>
public class MethodProblems
{
    private const string Types = """
        public class Pages<T> : IAsyncEnumerable<T> { public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken ct) => throw new NotSupportedException(); }
        public interface ILeft { string Name { get; } }
        public interface IRight { string Name { get; } }
        public interface IBoth : ILeft, IRight;
        public interface INearer : ILeft, IRight { new string Name { get; } }
        public class Explicit : ILeft { string ILeft.Name => ""; }
        public class Hiding : Caller { public new string Id() => ""; }
        public class Later { public System.Runtime.CompilerServices.TaskAwaiter GetAwaiter() => default; }
        public class Caller { internal string Id => ""; private string Secret => ""; public object? Any => null; public static string Static => ""; public Action? Call => null; public IBoth? Both => null; public Explicit? Explicit => null; public Hiding? Hiding => null; public string Method() => Secret; public string WriteOnly { set { } } }

        """;

    [Theory]
    [InlineData("int Run()", "int RunCore() => 1;", "it is not partial; make it partial and add its Core", "TLM3001")]
    public void Methods_that_are_not_partial(string declaration, string core, string reason, string rule)
    {
        var compilation = Gateway.Compile($"class A {{ [TracedStage(\"x\")] {declaration} => 1; {core} }}");

        Assert.Equal([$"{rule} at Run: 'Run' cannot be traced: {reason}"], Problems.ForAnalyzers(compilation));
        Assert.Empty(GeneratedSources.Generate(compilation).Result.GeneratedSources);
    }

    [Theory]
    [InlineData("abstract class A { [TracedStage(\"x\")] public abstract void Run(); }", "Run", "a partial method cannot be abstract; trace the method that does the work")]
    [InlineData("interface I { void Run(); } class A : I { [TracedStage(\"x\")] void I.Run() { } }", "I.Run", "a partial method cannot implement an interface member explicitly; implement the member with a call to a traced method")]
    public void Methods_that_can_never_be_partial(string source, string name, string reason) =>
        Assert.Contains($"TLM3003 at Run: '{name}' cannot be traced: {reason}", Problems.ForAnalyzers(Gateway.Compile(source)));

    [Fact]
    public void Analyzers_do_not_mistake_the_generated_half_for_a_body() => Assert.Empty(Problems.ForAnalyzers(
        GeneratedSources.Generate(Gateway.Compile("partial class A { [TracedStage(\"x\")] public partial void Run(); void RunCore() { } }")).Output));

    [Fact]
    public void Local_functions_cannot_be_partial() => Assert.Equal(
        ["TLM3001 at Local: 'Local' cannot be traced: only an ordinary method can be partial; move the work to a method and trace that method"],
        Problems.ForAnalyzers(Gateway.Compile("class A { void Run() { Local(); [TracedStage(\"x\")] void Local() { } } }")));

    [Theory]
    [InlineData("partial Task<int> RunAsync(string a)", "", "Task<int> RunCoreAsync(string a)", "no method has this name")]
    [InlineData("partial Task<int> RunAsync(string a)", "Task RunCoreAsync(string a) => Task.CompletedTask;", "Task<int> RunCoreAsync(string a)", "found 'Task RunCoreAsync(string a)'")]
    [InlineData("partial void Run(int a)", "void RunCore(int a, int b) { }", "void RunCore(int a)", "found 'void RunCore(int a, int b)'")]
    [InlineData("partial void Run(int a)", "void RunCore(int a, int b) { } void RunCore(long a) { }", "void RunCore(int a)", "found 'void RunCore(long a)'")]
    [InlineData("partial void Run(ref int a)", "void RunCore(int a) { }", "void RunCore(ref int a)", "found 'void RunCore(int a)'")]
    [InlineData("partial string Run(string? a)", "string? RunCore(string? a) => a;", "string RunCore(string? a)", "found 'string? RunCore(string? a)'")]
    [InlineData("partial void Run<T>(T a) where T : class", "void RunCore<T>(T a) where T : struct { }", "void RunCore<T>(T a) where T : class", "found 'void RunCore<T>(T a) where T : struct'")]
    [InlineData("partial void Run<T>(T a)", "void RunCore(object a) { }", "void RunCore<T>(T a)", "found 'void RunCore(object a)'")]
    [InlineData("static partial void Run()", "void RunCore() { }", "static void RunCore()", "found 'void RunCore()'")]
    [InlineData("partial (int A, int B) Run()", "(int A, int C) RunCore() => default;", "(int A, int B) RunCore()", "found '(int A, int C) RunCore()'")]
    [InlineData("partial void Run(scoped Span<int> a)", "void RunCore(Span<int> a) { }", "void RunCore(scoped Span<int> a)", "found 'void RunCore(Span<int> a)'")]
    public void Core_methods_that_are_missing_or_do_not_match(string declaration, string core, string expected, string found)
    {
        var method = declaration.Contains("RunAsync", StringComparison.Ordinal) ? "RunAsync" : "Run";

        var generated = GeneratedSources.Generate(Gateway.Compile($"partial class A {{ [TracedStage(\"x\")] public {declaration}; {core} }}"));

        Assert.Equal([$"TLM3002 at {method}: '{method}' has no matching Core method: {found}; declare '{expected}'"], Problems.ForAnalyzers(generated.Input));
        Assert.Empty(generated.Reported);
        Assert.Empty(generated.CompilerDiagnostics);
        Assert.Contains("throw new global::System.InvalidOperationException(\"TLM3002:", generated.Sources, StringComparison.Ordinal);
    }

    [Fact]
    public void A_readonly_method_needs_a_readonly_core() => Assert.Equal(
        ["TLM3002 at Run: 'Run' has no matching Core method: found 'int RunCore()'; declare 'readonly int RunCore()'"],
        Problems.ForAnalyzers(Gateway.Compile("partial struct A { [TracedStage(\"x\")] public readonly partial int Run(); int RunCore() => 1; }")));

    [Fact]
    public void A_half_written_by_hand_is_not_traced()
    {
        var generated = GeneratedSources.Generate(Gateway.Compile("partial class A { [TracedStage(\"x\")] private partial int Run(); private partial int Run() => 1; }"));

        Assert.Equal(["TLM3002 at Run: 'Run' has no matching Core method: the method has a body; declare 'int RunCore()'"], Problems.ForAnalyzers(generated.Input).Distinct());
        Assert.Empty(generated.Result.GeneratedSources);
        Assert.Empty(generated.CompilerDiagnostics);
    }

    [Theory]
    [InlineData("partial Stream Run()", "Stream", "it returns 'Stream', a stream whose end a span cannot see; return HttpResponseMessage, IAsyncEnumerable<T> or Task<T>")]
    [InlineData("partial FileStream Run()", "FileStream", "it returns 'FileStream', a stream whose end a span cannot see; return HttpResponseMessage, IAsyncEnumerable<T> or Task<T>")]
    [InlineData("partial Task<Stream> Run()", "Task<Stream>", "it returns 'Task<Stream>', a stream whose end a span cannot see; return HttpResponseMessage, IAsyncEnumerable<T> or Task<T>")]
    [InlineData("partial ValueTask<Stream?> Run()", "ValueTask<Stream?>", "it returns 'ValueTask<Stream?>', a stream whose end a span cannot see; return HttpResponseMessage, IAsyncEnumerable<T> or Task<T>")]
    [InlineData("partial Task<IAsyncEnumerable<int>> Run()", "Task<IAsyncEnumerable<int>>", "it returns 'Task<IAsyncEnumerable<int>>', an asynchronous stream whose end a span cannot see; return HttpResponseMessage, IAsyncEnumerable<T> or Task<T>")]
    [InlineData("partial Pages<int> Run()", "Pages<int>", "it returns 'Pages<int>', an asynchronous stream whose end a span cannot see; return HttpResponseMessage, IAsyncEnumerable<T> or Task<T>")]
    [InlineData("partial ValueTask<Pages<int>> Run()", "ValueTask<Pages<int>>", "it returns 'ValueTask<Pages<int>>', an asynchronous stream whose end a span cannot see; return HttpResponseMessage, IAsyncEnumerable<T> or Task<T>")]
    [InlineData("partial T Run<T>() where T : IAsyncEnumerable<int>", "T", "it returns 'T', an asynchronous stream whose end a span cannot see; return HttpResponseMessage, IAsyncEnumerable<T> or Task<T>")]
    [InlineData("partial Later Run()", "Later", "it returns 'Later', an awaitable whose end a span cannot see; return HttpResponseMessage, IAsyncEnumerable<T> or Task<T>")]
    [InlineData("partial Task<Task<int>> Run()", "Task<Task<int>>", "it returns 'Task<Task<int>>', an awaitable whose end a span cannot see; return HttpResponseMessage, IAsyncEnumerable<T> or Task<T>")]
    [InlineData("partial System.Collections.IEnumerable Run()", "System.Collections.IEnumerable", "it returns 'IEnumerable', a sequence without an item type whose end a span cannot see; return HttpResponseMessage, IAsyncEnumerable<T> or Task<T>")]
    [InlineData("partial IEnumerator<int> Run()", "IEnumerator<int>", "it returns 'IEnumerator<int>', an enumerator whose end a span cannot see; return HttpResponseMessage, IAsyncEnumerable<T> or Task<T>")]
    [InlineData("partial System.Threading.Channels.ChannelReader<int> Run()", "System.Threading.Channels.ChannelReader<int>", "it returns 'ChannelReader<int>', a channel whose end a span cannot see; return HttpResponseMessage, IAsyncEnumerable<T> or Task<T>")]
    [InlineData("partial IEnumerable<Span<int>> Run()", "IEnumerable<Span<int>>", "the items of 'IEnumerable<Span<int>>' may be ref structs, which generated code cannot pass on; trace the method that yields them")]
    [InlineData("partial IAsyncEnumerable<T> Run<T>() where T : allows ref struct", "IAsyncEnumerable<T>", "the items of 'IAsyncEnumerable<T>' may be ref structs, which generated code cannot pass on; trace the method that yields them")]
    [InlineData("partial ref Task Run()", "ref Task", "it returns a reference to 'Task', which hides the end of the work; return it by value")]
    [InlineData("partial void Run(ref dynamic a)", "dynamic", "'a' is dynamic and passed by reference, which generated code cannot pass on; give it a static type")]
    public void Signatures_that_cannot_be_traced(string declaration, string place, string reason)
    {
        var generated = GeneratedSources.Generate(Gateway.Compile($"{Types} public partial class A {{ [TracedStage(\"x\")] public {declaration}; }}"));

        Assert.Equal([$"TLM3003 at {place}: 'Run' cannot be traced: {reason}"], Problems.ForAnalyzers(generated.Input));
        Assert.Contains("throw new global::System.InvalidOperationException(\"TLM3003:", generated.Sources, StringComparison.Ordinal);
        Assert.DoesNotContain(generated.CompilerDiagnostics, diagnostic => diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("partial MemoryStream Run()")]
    [InlineData("partial Task<IEnumerable<int>> Run()")]
    [InlineData("partial List<int> Run()")]
    [InlineData("partial Task<List<int>.Enumerator> Run()")]
    [InlineData("partial IQueryable<int> Run()")]
    [InlineData("partial Func<Task> Run()")]
    [InlineData("partial dynamic Run()")]
    [InlineData("partial T Run<T>()")]
    public void Similar_signatures_are_not_reported(string declaration) => Assert.Empty(Problems.ForAnalyzers(Gateway.Compile(
        $"partial class A {{ [TracedStage(\"x\")] public {declaration}; {declaration.Replace("partial ", "", StringComparison.Ordinal).Replace("Run", "RunCore", StringComparison.Ordinal)} => throw new NotSupportedException(); }}")));

    [Theory]
    [InlineData("[TracedStage(\"x\")] public partial void Run(); private async void RunCore() => await Task.Yield();", "Run", "'RunCore' is async void, which hides the end of its work; return a Task")]
    [InlineData("[TracedStage(\"x\"), TracedLlmCall] public partial void Run(); private void RunCore() { }", "TracedLlmCall", "it has more than one tracing attribute; keep one")]
    [InlineData("[TracedStage(\"x\"), TracedLlmRoute] public partial void Run(); private void RunCore() { }", "TracedLlmRoute", "it has more than one tracing attribute; keep one")]
    [InlineData("[TracedStage(\"\")] public partial void Run(); private void RunCore() { }", "TracedStage(\"\")", "the name of its span is empty; name the span")]
    [InlineData("[TracedStage(null!)] public partial void Run(); private void RunCore() { }", "TracedStage(null!)", "the name of its span is empty; name the span")]
    public void Methods_that_cannot_be_traced(string members, string place, string reason)
    {
        var generated = GeneratedSources.Generate(Gateway.Compile($"partial class A {{ {members} }}"));

        Assert.Equal([$"TLM3003 at {place}: 'Run' cannot be traced: {reason}"], Problems.ForAnalyzers(generated.Input));
        Assert.Contains("throw new global::System.InvalidOperationException(\"TLM3003:", generated.Sources, StringComparison.Ordinal);
        Assert.DoesNotContain(generated.CompilerDiagnostics, diagnostic => diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void An_exception_type_that_is_local_to_its_file_cannot_be_a_block()
    {
        var generated = GeneratedSources.Generate(Gateway.Compile("""
            file class Local : Exception;
            partial class A { [TracedGuardrail(GuardrailMode.PreCall, Blocks = [typeof(Local)])] public partial void Run(); private void RunCore() { } }
            """));

        Assert.Equal(["TLM3003 at TracedGuardrail(GuardrailMode.PreCall, Blocks = [typeof(Local)]): 'Run' cannot be traced: 'Local' in Blocks is local to its file, so generated code cannot name it; remove 'file'"], Problems.ForAnalyzers(generated.Input));
        Assert.Empty(generated.CompilerDiagnostics);
    }

    [Fact]
    public void A_path_through_a_possible_ref_struct_is_reported()
    {
        var generated = GeneratedSources.Generate(Gateway.Compile($"{Types} public partial class A {{ [TracedStage(\"x\")] public partial void Run<T>([SpanTag(\"t\", Path = \"Name\")] T a) where T : ILeft, allows ref struct; private void RunCore<T>(T a) where T : ILeft, allows ref struct {{ }} }}"));

        Assert.Equal(["TLM3007 at Path = \"Name\": [SpanTag(\"t\")] has no effect: 'T' may be a ref struct, whose members generated code cannot read; name another value"], Problems.ForAnalyzers(generated.Input));
        Assert.Empty(generated.CompilerDiagnostics);
    }

    [Theory]
    [InlineData("[SpanTag(\"t\", Path = \"Nmae\")] Caller a", "Path = \"Nmae\"", "'Caller' has no property or field 'Nmae'")]
    [InlineData("[SpanTag(\"t\", Path = \"Id.Size\")] Caller a", "Path = \"Id.Size\"", "'string' has no property or field 'Size'")]
    [InlineData("[SpanTag(\"t\", Path = \"Secret\")] Caller a", "Path = \"Secret\"", "'Secret' of 'Caller' is not accessible or not readable here; name a readable member")]
    [InlineData("[SpanTag(\"t\", Path = \"WriteOnly\")] Caller a", "Path = \"WriteOnly\"", "'WriteOnly' of 'Caller' is not accessible or not readable here; name a readable member")]
    [InlineData("[SpanTag(\"t\", Path = \"Static\")] Caller a", "Path = \"Static\"", "'Static' of 'Caller' is not an instance property or field; name one")]
    [InlineData("[SpanTag(\"t\", Path = \"Method\")] Caller a", "Path = \"Method\"", "'Method' of 'Caller' is not an instance property or field; name one")]
    [InlineData("[SpanTag(\"t\", Path = \"Id.\")] Caller a", "Path = \"Id.\"", "'Id.' is not a path of member names separated by dots; correct it")]
    [InlineData("[SpanTag(\"t\", Path = \"Any\")] Caller a", "Path = \"Any\"", "'object?' is not a type that a span can carry; name a member of such a type")]
    [InlineData("[SpanTag(\"t\", Path = \"Call\")] Caller a", "Path = \"Call\"", "'Action?' is not a type that a span can carry; name a member of such a type")]
    [InlineData("[SpanTag(\"t\", Path = \"Both.Name\")] Caller a", "Path = \"Both.Name\"", "'Name' of 'IBoth' belongs to several interfaces; read it through a member of your own")]
    [InlineData("[SpanTag(\"t\", Path = \"Explicit.Name\")] Caller a", "Path = \"Explicit.Name\"", "'Explicit' has no property or field 'Name'")]
    [InlineData("[SpanTag(\"t\", Path = \"Hiding.Id\")] Caller a", "Path = \"Hiding.Id\"", "'Id' of 'Hiding' is not an instance property or field; name one")]
    [InlineData("[SpanTag(\"t\")] Caller a", "SpanTag(\"t\")", "'Caller' is not a type that a span can carry; name a member of such a type")]
    [InlineData("[SpanTag(\"t\")] dynamic a", "SpanTag(\"t\")", "'dynamic' is not a type that a span can carry; name a member of such a type")]
    [InlineData("[SpanTag(\"t\")] ReadOnlySpan<char> a", "SpanTag(\"t\")", "'ReadOnlySpan<char>' is not a type that a span can carry; name a member of such a type")]
    [InlineData("[SpanTag(\"t\")] byte[] a", "SpanTag(\"t\")", "'byte[]' is not a type that a span can carry; name a member of such a type")]
    [InlineData("[SpanTag(\"t\")] string[,] a", "SpanTag(\"t\")", "'string[,]' is not a type that a span can carry; name a member of such a type")]
    [InlineData("[SpanTag(\"t\")] IEnumerable<string> a", "SpanTag(\"t\")", "'IEnumerable<string>' can be read only once; declare it as an IReadOnlyList<T>")]
    public void Attributes_that_cannot_be_read(string parameter, string place, string reason)
    {
        var core = parameter[(parameter.IndexOf(']', StringComparison.Ordinal) + 1)..];

        var generated = GeneratedSources.Generate(Gateway.Compile($"{Types} public partial class A {{ [TracedStage(\"x\")] public partial void Run({parameter}); private void RunCore({core}) {{ }} }}"));

        Assert.Equal([$"TLM3007 at {place}: [SpanTag(\"t\")] has no effect: {reason}"], Problems.ForAnalyzers(generated.Input));
        Assert.Contains("StartStage(\"x\");", generated.Sources, StringComparison.Ordinal);
        Assert.Empty(generated.CompilerDiagnostics);
    }

    [Theory]
    [InlineData("[TracedStage(\"x\")] [return: SpanTag(\"t\")] public partial IAsyncEnumerable<int> Run(); private IAsyncEnumerable<int> RunCore() => null!;", "TLM3007 at SpanTag(\"t\"): [SpanTag(\"t\")] has no effect: a sequence has no single value; remove the attribute")]
    [InlineData("[TracedStage(\"x\")] [return: SpanTag(\"t\")] public partial Task Run(); private Task RunCore() => null!;", "TLM3007 at SpanTag(\"t\"): [SpanTag(\"t\")] has no effect: the method returns no value; remove the attribute")]
    [InlineData("[TracedStage(\"x\")] public partial void Run([SpanTag(\" \")] int a); private void RunCore(int a) { }", "TLM3007 at SpanTag(\" \"): [SpanTag(\" \")] has no effect: its name is empty; give it a name")]
    [InlineData("[TracedStage(\"x\")] public partial void Run([GuardrailName] string a); private void RunCore(string a) { }", "TLM3007 at GuardrailName: [GuardrailName] has no effect: the method is not a [TracedGuardrail]; remove the attribute")]
    [InlineData("[TracedGuardrail(GuardrailMode.PreCall)] public partial void Run([GuardrailName(Path = \"Length\")] string a); private void RunCore(string a) { }", "TLM3007 at Path = \"Length\": [GuardrailName] has no effect: 'int' is not a string; name a member that is a string")]
    [InlineData("[TracedGuardrail(GuardrailMode.PreCall)] public partial void Run([GuardrailName] out string a); private void RunCore(out string a) => a = \"\";", "TLM3007 at GuardrailName: [GuardrailName] has no effect: an out parameter has no value when the span starts; use another parameter")]
    [InlineData("[TracedGuardrail(GuardrailMode.PreCall)] public partial void Run([GuardrailName] string a, [GuardrailName] string b); private void RunCore(string a, string b) { }", "TLM3007 at GuardrailName: [GuardrailName] has no effect: another parameter already names the guardrail; keep one of the attributes")]
    public void Attributes_without_an_effect(string members, string problem)
    {
        var generated = GeneratedSources.Generate(Gateway.Compile($"partial class A {{ {members} }}"));

        Assert.Equal([problem], Problems.ForAnalyzers(generated.Input));
        Assert.Empty(generated.CompilerDiagnostics);
    }

    [Fact]
    public void The_generated_half_of_a_broken_method_names_the_rule() => GeneratorTest.Emits("""
        public partial class A
        {
            [TracedStage("x")] public partial Task<int> RunAsync<T>(T a, out int b) where T : class;
            [TracedStage("y")] public partial Task<Stream> OpenAsync();
            [TracedStage("z")] public partial ref int Find();
        }
        """);
}
