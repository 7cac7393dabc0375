using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>Whether a generated half can be added to a declaration at all.</summary>
internal static class PartialDeclaration
{
    // Two implementations of one partial method do not compile, and generators do not see each other.
    private static readonly string[] OtherGenerators =
    [
        "Microsoft.Extensions.Logging.LoggerMessageAttribute",
        "System.Runtime.InteropServices.LibraryImportAttribute",
        "System.Text.RegularExpressions.GeneratedRegexAttribute",
    ];

    /// <summary>The first reason why it cannot: the rule, the last arguments of its message, and whether the generator reports it, since the declaration fails to compile by itself.</summary>
    public static (DiagnosticDescriptor Rule, string[] Arguments, bool ReportedByGenerator)? Obstacle(
        IMethodSymbol method,
        MethodDeclarationSyntax? syntax,
        KnownSymbols symbols)
    {
        if (syntax is null || !syntax.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            // A method that cannot become partial is not told to.
            if (syntax is not null && NeverPartial(method, syntax) is { } never)
            {
                return (TracedMethodRules.Untraceable, [never], false);
            }

            var what = syntax is null ? "only an ordinary method can be partial" : "it is not partial";
            return (TracedMethodRules.NotPartial, [what], false);
        }

        if (BodyOfItsOwn(method) is { } own)
        {
            return (TracedMethodRules.NoCore, [CoreMethods.Expected(method), own], !method.IsPartialDefinition);
        }

        if (ClosedType(method.ContainingType) is { } closed)
        {
            return (TracedMethodRules.NotPartial, [closed], true);
        }

        return Unwritable(method, syntax, symbols) is { } reason ? (TracedMethodRules.Untraceable, [reason], true) : null;
    }

    private static string? BodyOfItsOwn(IMethodSymbol method) =>
        !method.IsPartialDefinition ? "it has a body and no declaration without one"
        : method.PartialImplementationPart is not null && !IsGenerated(method) ? "it has a body of its own"
        : null;

    // Analyzers see a compilation that has the generated half already.
    private static bool IsGenerated(IMethodSymbol method) => method.PartialImplementationPart!.DeclaringSyntaxReferences.All(reference =>
        reference.SyntaxTree.FilePath.Contains(typeof(TracedMethodGenerator).FullName));

    /// <summary>Why nothing can be added to a type; <see langword="null"/> if it can.</summary>
    public static string? ClosedType(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct or TypeKind.Interface))
            {
                return "it is not in a class, struct or interface";
            }

            if (type.IsFileLocal)
            {
                return $"type '{type.Name}' is local to its file, so no generated half can be added to it";
            }

            if (!type.DeclaringSyntaxReferences.All(reference => reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword)))
            {
                return $"type '{type.Name}' is not partial";
            }
        }

        return null;
    }

    private static string? Unwritable(IMethodSymbol method, MethodDeclarationSyntax syntax, KnownSymbols symbols)
    {
        if (((CSharpParseOptions)syntax.SyntaxTree.Options).LanguageVersion < LanguageVersion.CSharp12)
        {
            return "generated code needs C# 12 or later";
        }

        if (NeverPartial(method, syntax) is { } never)
        {
            return never;
        }

        if (method.IsVararg)
        {
            return "it takes __arglist";
        }

        if (method.GetAttributes().FirstOrDefault(attribute => OtherGenerators.Any(name => MetadataNames.Is(attribute.AttributeClass, name))) is { } other)
        {
            return $"another source generator writes its body, as '{other.AttributeClass!.Name}' asks";
        }

        if (NeedsAccessibility(method, syntax))
        {
            return "a partial method that returns a value, has out parameters or is virtual, override, sealed or new needs an accessibility modifier";
        }

        return SignatureTypes.Of(method).Select(type => Unnameable(type, symbols.Compilation)).FirstOrDefault(reason => reason is not null);
    }

    private static string? NeverPartial(IMethodSymbol method, MethodDeclarationSyntax syntax)
    {
        if (syntax.Modifiers.FirstOrDefault(modifier => modifier.IsKind(SyntaxKind.AbstractKeyword) || modifier.IsKind(SyntaxKind.ExternKeyword)) is { Text.Length: > 0 } bodiless)
        {
            return $"a partial method cannot be {bodiless.Text}";
        }

        return method.ExplicitInterfaceImplementations.IsEmpty && syntax.ExplicitInterfaceSpecifier is null
            ? null
            : "a partial method cannot implement an interface member explicitly; implement it with a call of a traced method";
    }

    private static bool NeedsAccessibility(IMethodSymbol method, MethodDeclarationSyntax syntax) =>
        !syntax.Modifiers.Any(modifier => SyntaxFacts.IsAccessibilityModifier(modifier.Kind()))
        && (!method.ReturnsVoid
            || method.Parameters.Any(parameter => parameter.RefKind == RefKind.Out)
            || syntax.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.VirtualKeyword or SyntaxKind.OverrideKeyword or SyntaxKind.SealedKeyword or SyntaxKind.NewKeyword));

    private static string? Unnameable(ITypeSymbol type, Compilation compilation)
    {
        if (type.TypeKind == TypeKind.Error)
        {
            return $"type '{type.Name}' is not known, or is written by another source generator, whose types no generated half can see";
        }

        var aliases = type.ContainingAssembly is { } assembly ? compilation.GetMetadataReference(assembly)?.Properties.Aliases ?? [] : [];
        return aliases.IsEmpty || aliases.Contains(MetadataReferenceProperties.GlobalAlias)
            ? null
            : $"type '{type.Name}' can only be named through the extern alias '{aliases[0]}'";
    }
}
