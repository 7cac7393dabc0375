using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>The rules for traced methods that the parser checks.</summary>
internal static class TracedMethodRules
{
    public static readonly DiagnosticDescriptor NotPartial = Rule(
        "TLM3001",
        "Traced method that is not partial",
        "'{0}' cannot be traced: {1}",
        "The generated half of a traced method starts and ends its span. The compiler accepts a generated half only if the method and all types around it are partial.");

    public static readonly DiagnosticDescriptor NoCore = Rule(
        "TLM3002",
        "Missing or mismatched Core method",
        "'{0}' has no matching Core method: {2}; declare '{1}'",
        "The generated half of a traced method calls its Core method. The Core method has the same return type and parameters, and 'Core' in its name.");

    public static readonly DiagnosticDescriptor Untraceable = Rule(
        "TLM3003",
        "Untraceable signature",
        "'{0}' cannot be traced: {1}",
        "A span must end when the work ends. A method cannot be traced if its signature hides the end of the work or if the generator cannot write a method with that signature.");

    public static readonly DiagnosticDescriptor UnreadableTag = Rule(
        "TLM3007",
        "Unreadable span attribute",
        "{0} has no effect: {1}",
        "The generated code must reach the value of a span attribute from the parameter or the return value, and a span must be able to carry its type.");

    public static readonly ImmutableArray<DiagnosticDescriptor> All = [NotPartial, NoCore, Untraceable, UnreadableTag];

    private static DiagnosticDescriptor Rule(string id, string title, string message, string description) =>
        new(id, title, message, "TracedLlm.Spans", DiagnosticSeverity.Error, isEnabledByDefault: true, description, RuleDocumentation.Link(id));
}
