using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>Decides whether the generator can add a half to a declaration.</summary>
internal static class PartialDeclaration
{
    // Two implementations of one partial method do not compile, and generators do not see each other.
    private static readonly string[] OtherGenerators =
    [
        "Microsoft.Extensions.Logging.LoggerMessageAttribute",
        "System.Runtime.InteropServices.LibraryImportAttribute",
        "System.Text.RegularExpressions.GeneratedRegexAttribute",
    ];

    /// <summary>The first obstacle: the rule, the last arguments of its message, and whether the generator reports it because the declaration does not compile.</summary>
    public static (DiagnosticDescriptor Rule, string[] Arguments, bool ReportedByGenerator)? Obstacle(
        IMethodSymbol method,
        MethodDeclarationSyntax? syntax,
        KnownSymbols symbols)
    {
        if (syntax is null || !syntax.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            // The message must not ask for partial if the method cannot be partial.
            if (syntax is not null && NeverPartial(method, syntax) is { } never)
            {
                return (TracedMethodRules.Untraceable, [never], false);
            }

            var what = syntax is null ? "only an ordinary method can be partial; move the work to a method and trace that method" : "it is not partial; make it partial and add its Core";
            return (TracedMethodRules.NotPartial, [what], false);
        }

        if (BodyOfItsOwn(method) is { } own)
        {
            return (TracedMethodRules.NoCore, [CoreMethods.Expected(method), own], !method.IsPartialDefinition);
        }

        if (PartialType.Obstacle(method.ContainingType) is { } closed)
        {
            return (TracedMethodRules.NotPartial, [closed], true);
        }

        return Unwritable(method, syntax, symbols) is { } reason ? (TracedMethodRules.Untraceable, [reason], true) : null;
    }

    private static string? BodyOfItsOwn(IMethodSymbol method) =>
        !method.IsPartialDefinition ? "the method has a body but no declaration without a body"
        : method.PartialImplementationPart is not null && !IsGenerated(method) ? "the method has a body"
        : null;

    // The compilation of the analyzers already contains the generated half.
    private static bool IsGenerated(IMethodSymbol method) => method.PartialImplementationPart!.DeclaringSyntaxReferences.All(reference =>
        reference.SyntaxTree.FilePath.Contains(typeof(TracedMethodGenerator).FullName));

    private static string? Unwritable(IMethodSymbol method, MethodDeclarationSyntax syntax, KnownSymbols symbols)
    {
        if (((CSharpParseOptions)syntax.SyntaxTree.Options).LanguageVersion < LanguageVersion.CSharp12)
        {
            return "generated code needs C# 12 or later; raise LangVersion";
        }

        if (NeverPartial(method, syntax) is { } never)
        {
            return never;
        }

        if (method.IsVararg)
        {
            return "it takes __arglist, which generated code cannot pass on; remove __arglist";
        }

        if (method.GetAttributes().FirstOrDefault(attribute => OtherGenerators.Any(name => MetadataNames.Is(attribute.AttributeClass, name))) is { } other)
        {
            return $"another source generator writes its body because of '{other.AttributeClass!.Name}'; trace the method that calls it";
        }

        if (NeedsAccessibility(method, syntax))
        {
            return "a partial method that returns a value, has out parameters or is virtual, override, sealed or new needs an accessibility modifier; add one";
        }

        return SignatureTypes.Collect(method).Select(type => Unnameable(type, symbols.Compilation)).FirstOrDefault(reason => reason is not null);
    }

    private static string? NeverPartial(IMethodSymbol method, MethodDeclarationSyntax syntax)
    {
        if (syntax.Modifiers.FirstOrDefault(modifier => modifier.IsKind(SyntaxKind.AbstractKeyword) || modifier.IsKind(SyntaxKind.ExternKeyword)) is { Text.Length: > 0 } bodiless)
        {
            return $"a partial method cannot be {bodiless.Text}; trace the method that does the work";
        }

        return method.ExplicitInterfaceImplementations.IsEmpty && syntax.ExplicitInterfaceSpecifier is null
            ? null
            : "a partial method cannot implement an interface member explicitly; implement the member with a call to a traced method";
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
            return $"type '{type.Name}' is unknown or comes from another source generator, which this generator cannot see; declare the type in source";
        }

        var aliases = type.ContainingAssembly is { } assembly ? compilation.GetMetadataReference(assembly)?.Properties.Aliases ?? [] : [];
        return aliases.IsEmpty || aliases.Contains(MetadataReferenceProperties.GlobalAlias)
            ? null
            : $"type '{type.Name}' needs the extern alias '{aliases[0]}', which generated code does not have; reference the assembly without an alias";
    }
}
