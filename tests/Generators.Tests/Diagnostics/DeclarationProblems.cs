using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TracedLlm.Generators.Tests.Harness;

namespace TracedLlm.Generators.Tests.Diagnostics;

/// <summary>Declarations that do not compile, so analyzers do not run and the generator reports the problem.</summary>
public class DeclarationProblems
{
    [Theory]
    [InlineData(
        "class Closed { [TracedStage(\"x\")] private partial int Run(); private int RunCore() => 1; }",
        "TLM3001 at Run: 'Run' cannot be traced: type 'Closed' is not partial; make it partial")]
    [InlineData(
        "class Outer { partial class Inner { [TracedLlmCall] private partial int Run(); private int RunCore() => 1; } }",
        "TLM3001 at Run: 'Run' cannot be traced: type 'Outer' is not partial; make it partial")]
    [InlineData(
        "class Closed { [TracedLlmRoute] private partial int Run(); private int RunCore() => 1; }",
        "TLM3001 at Run: 'Run' cannot be traced: type 'Closed' is not partial; make it partial")]
    [InlineData(
        "partial class Half { } class Half { [TracedStage(\"x\")] private partial int Run(); private int RunCore() => 1; }",
        "TLM3001 at Run: 'Run' cannot be traced: type 'Half' is not partial; make it partial")]
    [InlineData(
        "file partial class Local { [TracedStage(\"x\")] private partial int Run(); private int RunCore() => 1; }",
        "TLM3001 at Run: 'Run' cannot be traced: type 'Local' is local to its file, so the generator cannot add to it; remove 'file'")]
    [InlineData(
        "partial class A { [TracedStage(\"x\")] private partial int Run() => 1; }",
        "TLM3002 at Run: 'Run' has no matching Core method: the method has a body but no declaration without a body; declare 'int RunCore()'")]
    [InlineData(
        "abstract partial class A { [TracedStage(\"x\")] protected abstract partial int Run(); private int RunCore() => 1; }",
        "TLM3003 at Run: 'Run' cannot be traced: a partial method cannot be abstract; trace the method that does the work")]
    [InlineData(
        "interface I { int Run(); } partial class A : I { [TracedStage(\"x\")] partial int I.Run(); private int RunCore() => 1; }",
        "TLM3003 at Run: 'I.Run' cannot be traced: a partial method cannot implement an interface member explicitly; implement the member with a call to a traced method")]
    [InlineData(
        "partial class A { [TracedStage(\"x\")] private partial int Run(__arglist); private int RunCore() => 1; }",
        "TLM3003 at Run: 'Run' cannot be traced: it takes __arglist, which generated code cannot pass on; remove __arglist")]
    [InlineData(
        "partial class A { [TracedStage(\"x\")] partial Task RunAsync(); private Task RunCoreAsync() => Task.CompletedTask; }",
        "TLM3003 at RunAsync: 'RunAsync' cannot be traced: a partial method that returns a value, has out parameters or is virtual, override, sealed or new needs an accessibility modifier; add one")]
    [InlineData(
        "partial class A { [TracedStage(\"x\")] private partial void Run(List<Missing> x); private void RunCore(List<Missing> x) { } }",
        "TLM3003 at Run: 'Run' cannot be traced: type 'Missing' is unknown or comes from another source generator, which this generator cannot see; declare the type in source")]
    [InlineData(
        "partial class A { [TracedStage(\"x\"), System.Text.RegularExpressions.GeneratedRegex(\"a\")] private static partial System.Text.RegularExpressions.Regex Run(); }",
        "TLM3003 at Run: 'Run' cannot be traced: another source generator writes its body because of 'GeneratedRegexAttribute'; trace the method that calls it")]
    public void The_generator_reports_a_broken_declaration_and_emits_nothing(string source, string reported)
    {
        var generated = GeneratedSources.Generate(Gateway.Compile(source));

        Assert.Equal([reported], Problems.Print(generated.Reported));
        Assert.Empty(generated.Result.GeneratedSources);
        Assert.NotEmpty(generated.CompilerDiagnostics);
        Assert.Empty(Problems.ForAnalyzers(generated.Input));
        IncrementalSteps.AreCached(generated);
        IncrementalSteps.HoldPlainValues(generated);
    }

    [Fact]
    public void Old_language_versions_are_reported()
    {
        var generated = GeneratedSources.Generate(Gateway.Compile(
            "partial class A { [TracedStage(\"x\")] private partial void Run(); private void RunCore() { } }",
            LanguageVersion.CSharp11));

        Assert.Equal(["TLM3003 at Run: 'Run' cannot be traced: generated code needs C# 12 or later; raise LangVersion"], Problems.Print(generated.Reported));
        Assert.Empty(generated.Result.GeneratedSources);
    }

    [Fact]
    public void Types_behind_an_extern_alias_are_reported()
    {
        var library = MetadataReference.CreateFromImage(Gateway.Emit("public class Shared;", "Library")).WithAliases(["library"]);
        var generated = GeneratedSources.Generate(Gateway.Compile("").WithAssemblyName("Gateway").ReplaceSource(
            """
            extern alias library;
            using TracedLlm;
            public partial class A { [TracedStage("x")] private partial void Run(library::Shared shared); private void RunCore(library::Shared shared) { } }
            """).AddReferences(library));

        Assert.Equal(
            ["TLM3003 at Run: 'Run' cannot be traced: type 'Shared' needs the extern alias 'library', which generated code does not have; reference the assembly without an alias"],
            Problems.Print(generated.Reported));
    }

    [Fact]
    public void The_generator_reports_a_path_into_a_type_that_may_be_generated()
    {
        var generated = GeneratedSources.Generate(Gateway.Compile("""
            public partial class Message;
            partial class A { [TracedStage("x")] public partial void Run([SpanTag("t", Path = "Id")] Message a); private void RunCore(Message a) { } }
            """));

        Assert.Equal(
            ["TLM3007 at Path = \"Id\": [SpanTag(\"t\")] has no effect: 'Message' has no property or field 'Id'; if another source generator writes it, read it through a member of your own"],
            Problems.Print(generated.Reported));
        Assert.Empty(Problems.ForAnalyzers(generated.Output));
    }

    [Fact]
    public void A_pragma_suppresses_what_the_generator_reports()
    {
        var generated = GeneratedSources.Generate(Gateway.Compile("""
            #pragma warning disable TLM3001
            class Closed { [TracedStage("x")] private partial int Run(); private int RunCore() => 1; }
            """));

        Assert.All(generated.Reported, diagnostic => Assert.True(diagnostic.IsSuppressed));
    }

    [Fact]
    public void A_method_declared_twice_gets_one_half()
    {
        var generated = GeneratedSources.Generate(Gateway.Compile("""
            partial class A { [TracedStage("x")] private partial int Run(); private int RunCore() => 1; }
            partial class A { [TracedStage("x")] private partial int Run(); }
            """));

        Assert.Single(generated.Sources.Split('\n'), line => line.Contains("private partial int Run()", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("partial class Id { }", "'Id' has no property or field 'Value'; if another source generator writes it, read it through a member of your own")]
    [InlineData("class Id : UnknownBase { }", "'Id' has no property or field 'Value'; if another source generator writes it, read it through a member of your own")]
    public void The_generator_reports_a_member_that_another_generator_may_write(string type, string reason)
    {
        var generated = GeneratedSources.Generate(Gateway.Compile(
            $"{type} partial class A {{ [TracedStage(\"x\")] private partial void Run([SpanTag(\"t\", Path = \"Value\")] Id a); private void RunCore(Id a) {{ }} }}"));

        Assert.Equal([$"TLM3007 at Path = \"Value\": [SpanTag(\"t\")] has no effect: {reason}"], Problems.Print(generated.Reported));
        Assert.Empty(Problems.ForAnalyzers(generated.Input));
    }
}
