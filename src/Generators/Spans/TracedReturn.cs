using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>The return type of a traced method, and how its span ends.</summary>
/// <param name="Shape">How its span ends.</param>
/// <param name="Value">The type of the value that the span can be tagged with; <see langword="null"/> if there is none.</param>
/// <param name="Untraceable">The reason why the method is untraceable; <see langword="null"/> if it is traceable.</param>
internal sealed record TracedReturn(ReturnShape Shape, ITypeSymbol? Value, string? Untraceable = null)
{
    private static readonly Dictionary<string, ReturnShape> Shapes = new()
    {
        ["System.Threading.Tasks.Task"] = ReturnShape.Task,
        ["System.Threading.Tasks.Task`1"] = ReturnShape.Task,
        ["System.Threading.Tasks.ValueTask"] = ReturnShape.ValueTask,
        ["System.Threading.Tasks.ValueTask`1"] = ReturnShape.ValueTask,
        ["System.Net.Http.HttpResponseMessage"] = ReturnShape.Response,
        ["System.Collections.Generic.IAsyncEnumerable`1"] = ReturnShape.Sequence,
        ["System.Collections.Generic.IEnumerable`1"] = ReturnShape.Sequence,
    };

    public static TracedReturn Parse(IMethodSymbol method)
    {
        if (method.ReturnsVoid)
        {
            return new(ReturnShape.Void, null);
        }

        var type = method.ReturnType;
        if (!Shapes.TryGetValue(MetadataNames.FullName(type), out var shape))
        {
            var what = UntraceableTypes.Describe(type);
            return new(ReturnShape.Value, type, what is null ? null : EndNotSeen(type, what));
        }

        if (method.ReturnsByRef || method.ReturnsByRefReadonly)
        {
            return new(ReturnShape.Value, type, $"it returns a reference to '{type.ToDisplayString(CSharpText.ShortType)}', which hides the end of the work; return it by value");
        }

        return shape switch
        {
            ReturnShape.Task or ReturnShape.ValueTask => OfTask(shape, (INamedTypeSymbol)type),
            ReturnShape.Response => new(shape, type),
            _ => new(shape, null, RefStructItems((INamedTypeSymbol)type)),
        };
    }

    private static TracedReturn OfTask(ReturnShape shape, INamedTypeSymbol task)
    {
        if (task.TypeArguments.IsEmpty)
        {
            return new(shape, null);
        }

        var value = task.TypeArguments[0];
        var what = UntraceableTypes.Describe(value);
        return new(shape, value, what is null ? null : EndNotSeen(task, what));
    }

    private static string? RefStructItems(INamedTypeSymbol sequence) => sequence.TypeArguments[0] is { IsRefLikeType: true } or ITypeParameterSymbol { AllowsRefLikeType: true }
        ? $"the items of '{sequence.ToDisplayString(CSharpText.ShortType)}' may be ref structs, which generated code cannot pass on; trace the method that yields them"
        : null;

    private static string EndNotSeen(ITypeSymbol type, string what) =>
        $"it returns '{type.ToDisplayString(CSharpText.ShortType)}', {what} whose end a span cannot see; return HttpResponseMessage, IAsyncEnumerable<T> or Task<T>";
}
