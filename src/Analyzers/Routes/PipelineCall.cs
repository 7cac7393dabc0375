using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Routes;

/// <summary>A call that adds middleware to the pipeline of an application: <c>app.UseAuthentication()</c>.</summary>
/// <param name="Call">The call.</param>
/// <param name="Application">The variable, parameter or member that holds the application.</param>
/// <param name="Name">The name of the method in the source.</param>
internal sealed record PipelineCall(IInvocationOperation Call, ISymbol Application, SimpleNameSyntax Name)
{
    public string Method => Call.TargetMethod.Name;

    public int Position => Name.SpanStart;

    public static PipelineCall? Parse(IInvocationOperation call, SpanSymbols symbols) =>
        call.TargetMethod is { IsExtensionMethod: true }
        && call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name } }
        && call.Arguments.Length > 0
        && IsApplication(call.Arguments[0].Value.Type, symbols)
        && Root(call.Arguments[0].Value, symbols) is { } application
            ? new(call, application, name)
            : null;

    public static bool IsApplication(ITypeSymbol? type, SpanSymbols symbols) =>
        type is not null && MetadataNames.WithBasesOf(type).Any(one => GatewaySymbols.Same(one, symbols.ApplicationBuilder));

    /// <summary>The variable, parameter or member behind a value. <c>app.UseRouting().UseTracedLlm()</c> adds to <c>app</c> twice.</summary>
    public static ISymbol? Root(IOperation value, SpanSymbols symbols) => value switch
    {
        IConversionOperation conversion => Root(conversion.Operand, symbols),
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        IInvocationOperation call when Parse(call, symbols) is { } inner => inner.Application,
        _ => null,
    };
}
