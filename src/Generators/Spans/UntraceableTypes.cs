using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>Return types that hide the end of the work from the span.</summary>
internal static class UntraceableTypes
{
    private const string InMemory = "System.IO.MemoryStream";

    private const string Response = "System.Net.Http.HttpResponseMessage";

    private static readonly Dictionary<string, string> Streams = new()
    {
        ["System.IO.Stream"] = "a stream",
        ["System.IO.Pipelines.PipeReader"] = "a pipe",
        ["System.Threading.Channels.ChannelReader`1"] = "a channel",
        ["System.IObservable`1"] = "an observable",
        [Response] = "a type derived from HttpResponseMessage",
        ["System.Collections.Generic.IAsyncEnumerable`1"] = "an asynchronous stream",
        ["System.Collections.Generic.IAsyncEnumerator`1"] = "an enumerator",
        ["System.Collections.Generic.IEnumerator`1"] = "an enumerator",
        ["System.ClientModel.Primitives.CollectionResult"] = "a paged result",
        ["System.ClientModel.CollectionResult`1"] = "a paged result",
        ["System.ClientModel.AsyncCollectionResult`1"] = "a paged result",
        ["Azure.Pageable`1"] = "a paged result",
        ["Azure.AsyncPageable`1"] = "a paged result",
    };

    // Only these exact types: most collections implement IEnumerable, and IEnumerator is the base of all enumerators.
    private static readonly Dictionary<string, string> Iterators = new()
    {
        ["System.Collections.IEnumerable"] = "a sequence without an item type",
        ["System.Collections.IEnumerator"] = "an enumerator",
    };

    /// <summary>Describes a type that hides the end of the work; <see langword="null"/> for other types.</summary>
    public static string? Describe(ITypeSymbol type)
    {
        if (Iterators.TryGetValue(MetadataNames.FullName(type), out var iterator))
        {
            return iterator;
        }

        if (IsAwaitable(type))
        {
            return "an awaitable";
        }

        foreach (var @base in MetadataNames.WithBasesOf(type))
        {
            var name = MetadataNames.FullName(@base);
            // The span sees the end of a response of exactly this type. Generated code could not return a derived type.
            if (name == InMemory || (name == Response && SymbolEqualityComparer.Default.Equals(@base, type)))
            {
                return null;
            }

            if (Streams.TryGetValue(name, out var stream))
            {
                // A type that only inherits from an enumerator may be a collection. The exact type is an iterator's.
                return stream == "an enumerator" && !SymbolEqualityComparer.Default.Equals(@base, type) ? null : stream;
            }
        }

        return null;
    }

    private static bool IsAwaitable(ITypeSymbol type) =>
        MetadataNames.WithBasesOf(type).Any(@base => @base.GetMembers("GetAwaiter").Any(member => member is IMethodSymbol
        {
            IsStatic: false,
            Parameters.IsEmpty: true,
            ReturnsVoid: false,
            DeclaredAccessibility: Accessibility.Public or Accessibility.Internal,
        }));
}
