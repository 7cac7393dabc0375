using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Recall.Tests.Corpus;
using TracedLlm.Recall.Tests.Planting;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>An exception that no longer derives from the type that the gateway records, or a new one beside it.</summary>
internal sealed class ExceptionRebased : Operator
{
    public override IEnumerable<Plant> Plants(GatewayCode code)
    {
        // The narrowest recorder decides: what it does not accept is not recorded.
        var recorder = Recorder.In(code).FirstOrDefault(recorder => code.Throws.Types.Any(type => ThrownExceptions.Same(type, recorder.Accepted)));
        if (recorder is null)
        {
            yield break;
        }

        var thrown = recorder.Reached.Where(thrown => !ThrownExceptions.Same(thrown.Type, recorder.Accepted)).ToList();
        foreach (var type in thrown.Select(static thrown => thrown.Type).DistinctBy(static type => type.Name))
        {
            var declaration = (ClassDeclarationSyntax)type.DeclaringSyntaxReferences[0].GetSyntax();
            if (declaration.BaseList?.Types[0] is { } based)
            {
                var arguments = (based as PrimaryConstructorBaseTypeSyntax)?.ArgumentList.Arguments;
                var text = arguments is { Count: > 0 } list ? list.Select(static argument => argument.ToString()).MaxBy(static argument => argument.Contains('"', StringComparison.Ordinal) ? argument.Length + 1000 : argument.Length) : "\"failed\"";
                yield return Plant(
                    code,
                    "exception with another base",
                    "TLM2001|TLM2003",
                    [TextEdit.Replace(based, arguments is null ? "System.Exception" : $"System.Exception({text})")],
                    [.. thrown.Where(other => ThrownExceptions.Same(other.Type, type)).Select(static other => CodeSpan.Of(other.Throw)), CodeSpan.Of(recorder.Node)],
                    type.Name);
            }
        }
    }
}
