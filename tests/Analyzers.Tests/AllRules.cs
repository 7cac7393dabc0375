using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Spans;
using TracedLlm.CodeFixes.Spans;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Tests;

/// <summary>All analyzers and all rules, including the rules of the generators.</summary>
internal static class AllRules
{
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. typeof(TracedMethodNotPartial).Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false) && !typeof(DiagnosticSuppressor).IsAssignableFrom(type))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    public static ImmutableArray<DiagnosticDescriptor> OfGenerators { get; } =
    [
        .. typeof(TracedMethodGenerator).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(DiagnosticDescriptor))
            .Select(field => (DiagnosticDescriptor)field.GetValue(null)!),
    ];

    public static ImmutableArray<CodeFixProvider> CodeFixes { get; } =
    [
        .. typeof(TracedMethodNotPartialFix).Assembly.GetTypes()
            .Where(type => typeof(CodeFixProvider).IsAssignableFrom(type) && !type.IsAbstract)
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
        [.. Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Concat(OfGenerators).DistinctBy(rule => rule.Id).OrderBy(rule => rule.Id, StringComparer.Ordinal)];
}
