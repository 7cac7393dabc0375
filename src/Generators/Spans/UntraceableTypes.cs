using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>Types of which a method returns at once, and whose end nobody can see.</summary>
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

    // Exactly these: most collections implement the one, and the other is the base of all enumerators.
    private static readonly Dictionary<string, string> Iterators = new()
    {
        ["System.Collections.IEnumerable"] = "a sequence without an item type",
        ["System.Collections.IEnumerator"] = "an enumerator",
    };

    /// <summary>What a value of this type is, if its end cannot be seen.</summary>
    public static string? Describe(ITypeSymbol type)
    {
        if (Iterators.TryGetValue(MetadataNames.Of(type), out var iterator))
        {
            return iterator;
        }

        if (IsAwaitable(type))
        {
            return "an awaitable";
        }

        foreach (var @base in MetadataNames.WithBasesOf(type))
        {
            var name = MetadataNames.Of(@base);
            // The end of a response is seen where it is no more than one: the generated half could not hand a derived one on.
            if (name == InMemory || (name == Response && SymbolEqualityComparer.Default.Equals(@base, type)))
            {
                return null;
            }

            if (Streams.TryGetValue(name, out var stream))
            {
                // An enumerator by inheritance may well be a collection that is its own cursor; by name it is an iterator's.
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
