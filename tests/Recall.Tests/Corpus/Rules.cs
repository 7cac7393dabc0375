using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TracedLlm.Recall.Tests.Corpus;

/// <summary>The rules and generators of TracedLlm.</summary>
internal static class Rules
{
    private static readonly ImmutableArray<Assembly> Assemblies = [Assembly.Load("TracedLlm.Analyzers"), Assembly.Load("TracedLlm.Generators")];

    /// <summary>Every rule.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> All { get; } =
    [
        .. InstancesOf<DiagnosticAnalyzerAttribute>().OfType<DiagnosticAnalyzer>().Where(static analyzer => analyzer is not DiagnosticSuppressor),
    ];

    /// <summary>The generators, in the form in which the compiler runs them.</summary>
    public static ImmutableArray<ISourceGenerator> Generators { get; } =
    [
        .. InstancesOf<GeneratorAttribute>().Select(static generator => generator as ISourceGenerator ?? ((IIncrementalGenerator)generator).AsSourceGenerator()),
    ];

    /// <summary>The analyzers that report one of the ids.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Reporting(IEnumerable<string> ids) =>
        [.. All.Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => ids.Contains(rule.Id)))];

    private static IEnumerable<object> InstancesOf<TAttribute>()
        where TAttribute : Attribute =>
        from assembly in Assemblies
        from type in assembly.GetTypes()
        where !type.IsAbstract && type.IsDefined(typeof(TAttribute), inherit: false)
        select Activator.CreateInstance(type)!;
}
