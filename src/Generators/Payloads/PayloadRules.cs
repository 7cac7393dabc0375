using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Payloads;

/// <summary>The rules for payload maps that the parser checks.</summary>
internal static class PayloadRules
{
    public static readonly DiagnosticDescriptor MappedTwice = new(
        "TLM1003",
        "Duplicate mapping of a key, path or attribute",
        "'{0}' repeats a mapping: {1}; remove one of the two mappings",
        "TracedLlm.Metadata",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "One property reads a value of a document, and one property writes an attribute of a span. The generated reader ignores the second mapping.",
        RuleDocumentation.Link("TLM1003"));

    public static readonly DiagnosticDescriptor Unreadable = new(
        "TLM3009",
        "Unreadable payload map",
        "'{0}' cannot be read: {1}",
        "TracedLlm.Spans",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        "The generated half of a payload map creates the type and sets each property from the document. It needs a partial type with a parameterless constructor, properties with setters, supported property types and valid paths.",
        RuleDocumentation.Link("TLM3009"));
}
