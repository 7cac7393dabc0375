using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Layers;

/// <summary>Reads the facts in the attributes of a compiled library.</summary>
internal static class LayerAttributes
{
    public const string Attribute = "TracedLlm.Generated.LayerFactsAttribute";

    /// <summary>The facts about the methods of a library; empty for a library without facts or with facts of another version.</summary>
    public static IEnumerable<LayerMethodFacts> Read(IAssemblySymbol assembly) =>
        from attribute in assembly.GetAttributes()
        where MetadataNames.Is(attribute.AttributeClass, Attribute)
        let arguments = attribute.ConstructorArguments
        where arguments.Length == 3 && arguments[0].Value is FactsText.Version && arguments[1].Value is string { Length: > 0 } && arguments[2].Kind == TypedConstantKind.Array
        select FactsText.Read((string)arguments[1].Value!, Texts(arguments[2].Values));

    private static IEnumerable<string> Texts(ImmutableArray<TypedConstant> values) => values.Select(static value => value.Value as string).OfType<string>();
}
