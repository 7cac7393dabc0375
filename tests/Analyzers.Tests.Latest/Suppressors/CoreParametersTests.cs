using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Suppressors;
using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests.Suppressors;

/// <summary>TLMS0001 suppresses IDE0060 on the parameters of Core methods and nowhere else.</summary>
public class CoreParametersTests
{
    [Theory]
    [InlineData("[TracedStage(\"s\")] private partial int Run(string a, int b);\n    private int RunCore(string a, int b) => b;")]
    [InlineData("[TracedStage(\"s\")] public partial Task RunAsync(string a);\n    private static Task RunCoreAsync(string a) => Task.CompletedTask;")]
    [InlineData("[TracedGuardrail(GuardrailMode.PreCall)] private partial ValueTask<GuardrailOutcome> ApplyAsync([GuardrailName] string name);\n    private async ValueTask<GuardrailOutcome> ApplyCoreAsync(string name) { await Task.Yield(); return GuardrailOutcome.Passed; }")]
    [InlineData("[TracedLlmCall] private partial Task<HttpResponseMessage> SendAsync(string model, CancellationToken c);\n    private async Task<HttpResponseMessage> SendCoreAsync(string model, CancellationToken c) { await Task.Delay(1, c); return new(); }")]
    [InlineData("[TracedStage(\"s\")] private partial T Run<T>(T a, string b);\n    private T RunCore<T>(T a, string b) => a;")]
    public Task Silent_in_the_Core_of_a_traced_method(string members) => Verify(members);

    [Theory]
    [InlineData("private int Run(string {|IDE0060:a|}, int b) => b;\n    public int Two() => Run(\"\", 1);")]
    [InlineData("private int RunCore(string {|IDE0060:a|}, int b) => b;\n    public int Two() => RunCore(\"\", 1);")]
    [InlineData("[TracedStage(\"s\")] private partial int Run(int b);\n    private int RunCore(int b) => b;\n    private int RunCore(string {|IDE0060:a|}, int b) => b;\n    public int Two() => RunCore(\"\", 1);")]
    [InlineData("[TracedStage(\"s\")] private partial int Run(int b);\n    private int RunCore(int b) { return Inner(\"\"); int Inner(string {|IDE0060:a|}) => b; }")]
    [InlineData("[System.Obsolete] private partial int Run(string a);\n    private partial int Run(string a) => 1;\n    private int RunCore(string {|IDE0060:a|}) => 1;")]
    public Task Heard_everywhere_else(string members) => Verify(members);

    [Theory]
    [InlineData("[TracedStage(\"s\")] private partial int Run(string a, int b);\n    private int RunCore(string {|IDE0060:a|}, int b) => b;")]
    public Task The_rule_is_wrong_there_without_the_suppressor(string members) => new UnusedParameterTest(suppressed: false)
    {
        TestCode = Class(members),
        DisabledDiagnostics = { "IDE0058", "IDE0059" },
    }.RunAsync();

    private static Task Verify(string members) => new UnusedParameterTest(suppressed: true)
    {
        TestCode = Class(members),
        DisabledDiagnostics = { "IDE0058", "IDE0059" },
    }.RunAsync();

    private static string Class(string members) => $$"""
        public sealed partial class Gateway
        {
            {{members}}
        }
        """;

    private sealed class UnusedParameterTest(bool suppressed) : RuleTest<CoreParameters>
    {
        private static readonly string Assembly = typeof(CoreParametersTests).Assembly
            .GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "CodeStyle").Value!;

        protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => suppressed ? [PlatformRule(), new CoreParameters()] : [PlatformRule()];

        private static DiagnosticAnalyzer PlatformRule() => System.Reflection.Assembly.LoadFrom(Assembly).GetTypes()
            .Where(type => !type.IsAbstract && type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
            .Single(analyzer => analyzer.SupportedDiagnostics.Any(rule => rule.Id == "IDE0060"));
    }
}
