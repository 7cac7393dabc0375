using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>The rules that a traced method must keep.</summary>
internal static class TracedMethodRules
{
    public static readonly DiagnosticDescriptor NotPartial = Rule(
        "TLM3001",
        "Traced method is not partial",
        "'{0}' cannot be traced: {1}",
        "The generated half of a traced method starts and ends its span. It has no place to be if the method, or a type around it, is not partial.");

    public static readonly DiagnosticDescriptor NoCore = Rule(
        "TLM3002",
        "Core method is missing or does not match",
        "'{0}' is traced, so its body belongs in '{1}'; {2}",
        "The generated half of a traced method calls the author's half, which has the same return type and parameters and 'Core' in its name.");

    public static readonly DiagnosticDescriptor Untraceable = Rule(
        "TLM3003",
        "Signature cannot be traced",
        "'{0}' cannot be traced: {1}",
        "A span must end when the work ends. Where the signature hides that end, or where no generated half can be written for it, the method cannot be traced.");

    public static readonly DiagnosticDescriptor UnreadableTag = Rule(
        "TLM3007",
        "Span attribute cannot be read",
        "{0} has no effect: {1}",
        "The value of a span attribute must be reachable from the parameter or return value, and of a type that spans can carry.");

    public static readonly ImmutableArray<DiagnosticDescriptor> All = [NotPartial, NoCore, Untraceable, UnreadableTag];

    private static DiagnosticDescriptor Rule(string id, string title, string message, string description) =>
        new(id, title, message, "TracedLlm.Spans", DiagnosticSeverity.Error, isEnabledByDefault: true, description, RuleDocumentation.Link(id));
}
