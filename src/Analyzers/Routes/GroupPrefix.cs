using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Routes;

/// <summary>Reads the prefixes of the groups around a map call.</summary>
internal static class GroupPrefix
{
    private const int MaxSteps = 16;

    /// <summary>The readable prefix, and whether it is the whole prefix.</summary>
    public static (string Prefix, bool IsWhole) Read(IOperation builder, CompilationCode code, GatewaySymbols symbols, CancellationToken cancellationToken)
    {
        var prefix = "";
        var current = builder;
        for (var step = 0; step < MaxSteps; step++)
        {
            switch (current)
            {
                case var application when GatewaySymbols.Same(application.Type, symbols.WebApplication):
                    return (prefix, true);
                case IConversionOperation conversion:
                    current = conversion.Operand;
                    break;
                case IInvocationOperation group when group.TargetMethod.Name == "MapGroup" && GatewaySymbols.Same(group.TargetMethod.ContainingType, symbols.RouteExtensions):
                    if (group.Arguments[1].Value.ConstantValue is not { HasValue: true, Value: string text })
                    {
                        return (prefix, false);
                    }

                    prefix = RouteTemplate.Join(text, prefix);
                    current = group.Arguments[0].Value;
                    break;

                // A convention of the group: RequireAuthorization() and similar methods return their receiver.
                case IInvocationOperation convention when Receiver(convention) is { } receiver && GatewaySymbols.Same(convention.Type, receiver.Type):
                    current = receiver;
                    break;
                case ILocalReferenceOperation local when Initial(local.Local, code, cancellationToken) is { } value:
                    current = value;
                    break;
                default:
                    return (prefix, false);
            }
        }

        return (prefix, false);
    }

    private static IOperation? Receiver(IInvocationOperation invocation) =>
        invocation.Instance ?? (invocation.TargetMethod.IsExtensionMethod ? Plain(invocation.Arguments[0].Value) : null);

    private static IOperation Plain(IOperation operation) => operation is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : operation;

    private static IOperation? Initial(ILocalSymbol local, CompilationCode code, CancellationToken cancellationToken) =>
        code.DeclarationsOf(local, cancellationToken).FirstOrDefault() is VariableDeclaratorSyntax { Initializer.Value: { } value }
            ? code.ModelOf(value.SyntaxTree).GetOperation(value, cancellationToken)
            : null;
}
