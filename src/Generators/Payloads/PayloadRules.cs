using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Payloads;

/// <summary>The rules that a payload map must keep.</summary>
internal static class PayloadRules
{
    public static readonly DiagnosticDescriptor MappedTwice = new(
        "TLM1003",
        "Key, path or attribute mapped twice",
        "'{0}' is mapped twice: {1}",
        "TracedLlm.Metadata",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "A value of a document is read into one property, and an attribute of a span is written from one property. The second mapping would be lost.",
        RuleDocumentation.Link("TLM1003"));

    public static readonly DiagnosticDescriptor Unreadable = new(
        "TLM3009",
        "Payload map cannot be read",
        "'{0}' cannot be read: {1}",
        "TracedLlm.Spans",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The generated half of a payload map reads each property from the document and sets it. It needs a partial type that it can create, properties that it can set, types that JSON has and paths that can be followed.",
        RuleDocumentation.Link("TLM3009"));

    public static readonly ImmutableArray<DiagnosticDescriptor> All = [MappedTwice, Unreadable];
}
