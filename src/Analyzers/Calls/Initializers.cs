using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.Analyzers.Calls;

/// <summary>The initialisers that run when code constructs a type, besides the bodies of its constructors.</summary>
internal sealed class Initializers(CompilationCode code)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<IOperation>> _operations = new(SymbolEqualityComparer.Default);

    /// <summary>The operations that set the fields and properties of a <paramref name="type"/> and of its bases; empty for a type of another assembly.</summary>
    public ImmutableArray<IOperation> OperationsOf(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        var declared = type.OriginalDefinition;
        if (!code.Declares(declared))
        {
            return [];
        }

        if (!_operations.TryGetValue(declared, out var operations))
        {
            operations = Find(declared, cancellationToken);
            _operations.TryAdd(declared, operations);
        }

        return operations;
    }

    private ImmutableArray<IOperation> Find(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        var operations = ImmutableArray.CreateBuilder<IOperation>();
        for (var current = type; current is not null && code.Declares(current); current = current.BaseType?.OriginalDefinition)
        {
            foreach (var value in code.DeclarationsOf(current, cancellationToken).SelectMany(Values))
            {
                if (code.ModelOf(value.SyntaxTree).GetOperation(value, cancellationToken) is { } operation)
                {
                    operations.AddRange(CallGraph.OwnOperations(operation));
                }
            }
        }

        return operations.ToImmutable();
    }

    private static IEnumerable<SyntaxNode> Values(SyntaxNode declaration) =>
        Members(declaration).Concat<SyntaxNode>((declaration as TypeDeclarationSyntax)?.BaseList?.Types.OfType<PrimaryConstructorBaseTypeSyntax>() ?? []);

    private static IEnumerable<EqualsValueClauseSyntax> Members(SyntaxNode declaration) =>
        from member in (declaration as TypeDeclarationSyntax)?.Members ?? []
        where !member.Modifiers.Any(SyntaxKind.StaticKeyword) && !member.Modifiers.Any(SyntaxKind.ConstKeyword)
        from value in member switch
        {
            FieldDeclarationSyntax field => field.Declaration.Variables.Select(static variable => variable.Initializer),
            PropertyDeclarationSyntax property => [property.Initializer],
            _ => [],
        }
        where value is not null
        select value;
}
