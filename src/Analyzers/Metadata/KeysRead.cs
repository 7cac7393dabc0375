using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Flow;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>The keys that a function reads from a field. A function that reads the same keys from both fields chooses between them and is correct.</summary>
internal sealed class KeysRead(TracedCode code)
{
    // A key that no metadata has, for a field whose object goes where its keys cannot be read.
    private const string Any = "";

    private readonly ConcurrentDictionary<(CodePlace, MetadataField), ImmutableHashSet<string>> _keys = new();

    /// <summary>Whether a function takes <paramref name="key"/> from <paramref name="field"/>, or may do so.</summary>
    public bool IsReadIn(CodePlace function, MetadataField field, string key, CancellationToken cancellationToken)
    {
        if (!_keys.TryGetValue((function, field), out var keys))
        {
            keys = code.Code.BodyOf(function, cancellationToken) is { } body ? Find(body, field, cancellationToken) : [];
            _keys.TryAdd((function, field), keys);
        }

        return keys.Contains(key) || keys.Contains(Any);
    }

    private ImmutableHashSet<string> Find(IOperation body, MetadataField field, CancellationToken cancellationToken)
    {
        var keys = ImmutableHashSet.CreateBuilder<string>();
        var names = new HashSet<IOperation>();
        var mentions = new List<IOperation>();
        foreach (var operation in CallGraph.OwnOperations(body))
        {
            if (operation.ConstantValue is { HasValue: true, Value: string text } && text == field.Name())
            {
                mentions.Add(operation);
            }
            else if (NamedValue.Parse(operation, code.Symbols) is { } value && value.Name == field.Name())
            {
                names.Add(value.NameOperation);
                var uses = ObjectUses.Find(value, code, cancellationToken);
                var read = uses.Where(static use => use.Key is not null).Select(static use => use.Key!.Name).ToList();
                keys.UnionWith(read);
                if (read.Count == 0 && uses.Count > 0)
                {
                    keys.Add(Any);
                }
            }
        }

        if (mentions.Any(mention => !names.Contains(mention) && !IsRemoved(mention)))
        {
            keys.Add(Any);
        }

        return keys.ToImmutable();
    }

    private static bool IsRemoved(IOperation name) =>
        name.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Remove" or "ContainsKey" } };
}
