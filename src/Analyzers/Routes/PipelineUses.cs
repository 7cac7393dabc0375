using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Routes;

/// <summary>The middleware that code adds to the pipeline of one application, also in methods of the compilation that receive the application.</summary>
internal sealed class PipelineUses(SpanSymbols symbols, CompilationCode code, CancellationToken cancellationToken)
{
    private const int MaxDepth = 4;

    /// <summary>The names of the methods that add to it.</summary>
    public HashSet<string> Methods { get; } = [];

    /// <summary>Reads the uses of the application in a function; <see langword="false"/> if unreadable code may add middleware.</summary>
    public bool Read(ISymbol application, IOperation function, int depth = 0)
    {
        foreach (var operation in function.Descendants())
        {
            if (operation is IInvocationOperation call && PipelineCall.Parse(call, symbols) is { } added && GatewaySymbols.Same(added.Application, application))
            {
                Methods.Add(added.Method);
            }

            var used = operation switch
            {
                ILocalReferenceOperation local => (ISymbol)local.Local,
                IParameterReferenceOperation parameter => parameter.Parameter,
                _ => null,
            };
            if (GatewaySymbols.Same(used, application) && !IsReadable(operation, depth))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a method belongs to ASP.NET Core or TracedLlm, so the rule knows its middleware.</summary>
    public static bool IsKnown(IMethodSymbol method) =>
        method.ContainingAssembly.Name is "TracedLlm" or "TracedLlm.Export"
        || method.ContainingAssembly.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
        || method.ContainingAssembly.Name.StartsWith("Microsoft.Extensions", StringComparison.Ordinal);

    private bool IsReadable(IOperation use, int depth)
    {
        IParameterSymbol? handedTo = null;
        while (use.Parent is IConversionOperation or IArgumentOperation)
        {
            use = use.Parent;
            handedTo = (use as IArgumentOperation)?.Parameter ?? handedTo;
        }

        return use.Parent switch
        {
            IExpressionStatementOperation or IPropertyReferenceOperation => true,

            // The caller of the method already has the application.
            IReturnOperation => depth > 0,
            IInvocationOperation call => (IsKnown(call.TargetMethod) || handedTo is not null && IsReadable(call.TargetMethod, handedTo, depth))
                && (!PipelineCall.IsApplication(call.Type, symbols) || IsReadable(call, depth)),
            _ => false,
        };
    }

    private bool IsReadable(IMethodSymbol method, IParameterSymbol handedTo, int depth) =>
        depth < MaxDepth
        && method is { IsVirtual: false, IsAbstract: false, IsOverride: false }
        && code.PlaceOf(method) is { } place
        && code.BodyOf(place, cancellationToken) is { } body
        && Read((method.OriginalDefinition.PartialImplementationPart ?? method.OriginalDefinition).Parameters[handedTo.Ordinal], body, depth + 1);
}
