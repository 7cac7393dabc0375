using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Payloads;

/// <summary>Whether a generated half can create a type and set a property of it.</summary>
internal static class PayloadTypes
{
    /// <summary>What the generated half declares.</summary>
    private static readonly HashSet<string> Overloads =
    [
        "Read(System.ReadOnlySpan`1)",
        "Read(System.ReadOnlyMemory`1)",
        "Read(System.Buffers.ReadOnlySequence`1)",
        "Read(TracedLlm.Utf8JsonCursor)",
        "WriteTags(TracedLlm.LlmTagWriter, System.Boolean)",
    ];

    /// <summary>The first reason why a type cannot be read; <see langword="null"/> if it can.</summary>
    public static string? Obstacle(INamedTypeSymbol type, bool isMap, bool isMetadata)
    {
        if (isMap && isMetadata)
        {
            return "it is both a [PayloadMap] and a [GatewayMetadata]; keep one of the attributes";
        }

        if (PartialType.Obstacle(type) is { } closed)
        {
            return closed;
        }

        if (type.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: < LanguageVersion.CSharp12 })
        {
            return "generated code needs C# 12 or later; raise LangVersion";
        }

        if (type.IsStatic || type.IsAbstract || type.IsRefLikeType)
        {
            return type.IsRefLikeType ? "it is a ref struct, which a request cannot store; make it a class or a struct" : $"it is {(type.IsStatic ? "static" : "abstract")}, so the reader cannot create it; remove the modifier";
        }

        if (type.InstanceConstructors.FirstOrDefault(constructor => constructor.Parameters.IsEmpty) is not { } constructor)
        {
            return "it has no parameterless constructor; add one";
        }

        if (Required(type).FirstOrDefault(member => !IsMapped(member)) is { } required && !SetsRequiredMembers(constructor))
        {
            return $"'{required.Name}' is required but not mapped; map it or make it optional";
        }

        foreach (var name in new[] { "Read", "WriteTags" })
        {
            if (type.Name == name || type.GetMembers(name).Any(member => IsInTheWay(member, name)))
            {
                return $"the name '{name}' belongs to a generated member; rename yours";
            }
        }

        return isMetadata ? Unregistrable(type) : null;
    }

    /// <summary>The first reason why a property cannot be set, or its attribute not written; <see langword="null"/> if it can.</summary>
    public static string? Obstacle(IPropertySymbol property, string? tag) =>
        property.IsStatic ? "it is static; map an instance property"
        : property.IsIndexer ? "it is an indexer; map an ordinary property"
        : !property.ExplicitInterfaceImplementations.IsEmpty ? "it implements an interface member explicitly; map an ordinary property"
        : property.SetMethod is null ? "it has no setter; add 'set' or 'init'"
        : tag is not null && property.GetMethod is null ? "it has no getter, so its attribute cannot be written; add 'get'"
        : tag is not null && string.IsNullOrWhiteSpace(tag) ? "the name of its attribute is empty; give it a name"
        : null;

    private static IEnumerable<ISymbol> Required(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })
                {
                    yield return member;
                }
            }
        }
    }

    private static bool IsMapped(ISymbol member) =>
        member is IPropertySymbol property && (PayloadAttributes.FieldsOn(property).Any() || PayloadAttributes.KeysOn(property).Any());

    private static bool SetsRequiredMembers(IMethodSymbol constructor) => constructor.GetAttributes().Any(attribute =>
        MetadataNames.Is(attribute.AttributeClass, "System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute"));

    /// <summary>Whether a member conflicts with a generated one. Overloads and the generated half itself, which analyzers see, do not conflict.</summary>
    private static bool IsInTheWay(ISymbol member, string name) =>
        member is not IMethodSymbol method
        || (!IsGenerated(method) && Overloads.Contains($"{name}({string.Join(", ", method.Parameters.Select(parameter => MetadataNames.FullName(parameter.Type)))})"));

    private static bool IsGenerated(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.GetText().ToString(new(0, SourceWriter.Header.Length)) == SourceWriter.Header;

    private static string? Unregistrable(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (!current.TypeParameters.IsEmpty)
            {
                return "it is generic, so the runtime cannot find its reader; remove the type parameters";
            }

            if (current.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
            {
                return $"'{current.Name}' is not visible in its assembly, so the runtime cannot find its reader; make it internal or public";
            }
        }

        return null;
    }
}
