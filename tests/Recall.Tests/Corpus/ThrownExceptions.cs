using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.Recall.Tests.Corpus;

/// <summary>The exceptions of a gateway and the code from which they come.</summary>
internal sealed class ThrownExceptions(GatewayCode code)
{
    private readonly Lazy<ImmutableArray<ThrownException>> _all = new(() => [.. Find(code)]);
    private readonly Lazy<ILookup<string, SyntaxNode>> _bodies = new(() => FindBodies(code));

    /// <summary>Every throw of a type of the gateway.</summary>
    public ImmutableArray<ThrownException> All => _all.Value;

    /// <summary>The types of exceptions that the gateway declares, by name.</summary>
    public ImmutableArray<INamedTypeSymbol> Types { get; } =
    [
        .. code.Files.SelectMany(static file => file.Nodes<ClassDeclarationSyntax>().Select(declaration => (INamedTypeSymbol)file.Model.GetDeclaredSymbol(declaration)!))
            .Where(IsException)
            .OrderBy(static type => type.Name, StringComparer.Ordinal),
    ];

    /// <summary>Whether a guardrail blocks with the type.</summary>
    public bool IsBlock(INamedTypeSymbol type) =>
        type.AllInterfaces.Any(static implemented => implemented.Name == "IGuardrailBlock")
        || All.Any(thrown => Same(thrown.Type, type) && IsInGuardrail(thrown.Throw));

    /// <summary>The throws that the code of a node reaches; a <c>next</c> of a pipeline reaches all.</summary>
    public ImmutableArray<ThrownException> ReachedFrom(SyntaxNode start)
    {
        var seen = new HashSet<SyntaxNode> { start };
        var open = new Queue<SyntaxNode>([start]);
        while (open.TryDequeue(out var node))
        {
            foreach (var call in node.DescendantNodes().OfType<InvocationExpressionSyntax>())
            {
                if (call.Expression.ToString() is "next" or "_next" or "next.Invoke")
                {
                    return All;
                }

                foreach (var body in _bodies.Value[NameOf(call.Expression)].Where(seen.Add))
                {
                    open.Enqueue(body);
                }
            }
        }

        return [.. All.Where(thrown => seen.Any(node => node.SyntaxTree == thrown.Throw.SyntaxTree && node.Span.Contains(thrown.Throw.Span)))];
    }

    /// <summary>Whether a type is or derives from another; symbols of different compilations are compared by name.</summary>
    public static bool Derives(ITypeSymbol type, ITypeSymbol from)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (Same(current, from))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether two symbols are the same type.</summary>
    public static bool Same(ITypeSymbol one, ITypeSymbol other) => one.ToDisplayString() == other.ToDisplayString();

    /// <summary>Whether a type is an exception.</summary>
    public static bool IsException(ITypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            if (current.ToDisplayString() == "System.Exception")
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInGuardrail(SyntaxNode thrown)
    {
        var method = thrown.FirstAncestorOrSelf<MethodDeclarationSyntax>();
        return method is not null && method.Parent!.ChildNodes().OfType<MethodDeclarationSyntax>().Any(other =>
            other.AttributeLists.ToString().Contains("TracedGuardrail", StringComparison.Ordinal)
            && (other.Identifier.Text + "Core" == method.Identifier.Text || other.Identifier.Text.Replace("Async", "CoreAsync", StringComparison.Ordinal) == method.Identifier.Text));
    }

    private static IEnumerable<ThrownException> Find(GatewayCode code) =>
        from file in code.Files
        from node in file.Root.DescendantNodes()
        let creation = (node as ThrowStatementSyntax)?.Expression as ObjectCreationExpressionSyntax ?? (node as ThrowExpressionSyntax)?.Expression as ObjectCreationExpressionSyntax
        where creation is not null
        let type = file.Model.GetTypeInfo(creation).Type as INamedTypeSymbol
        where type is not null && code.Throws.Types.Any(own => Same(own, type))
        select new ThrownException(file, node, creation, type);

    private static ILookup<string, SyntaxNode> FindBodies(GatewayCode code) =>
        (from file in code.AllFiles
         from node in file.Root.DescendantNodes()
         let name = (node as MethodDeclarationSyntax)?.Identifier.Text ?? (node as LocalFunctionStatementSyntax)?.Identifier.Text
         where name is not null
         select (Name: name, Node: node)).ToLookup(static body => body.Name, static body => body.Node);

    private static string NameOf(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.Text,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.Text,
        SimpleNameSyntax name => name.Identifier.Text,
        _ => string.Empty,
    };
}
