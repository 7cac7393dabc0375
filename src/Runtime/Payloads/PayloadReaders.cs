using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TracedLlm;

/// <summary>
/// The generated readers of <see cref="GatewayMetadataAttribute"/> types, by type, without reflection: a module initialiser
/// in the assembly of each registers it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PayloadReaders
{
    private static readonly ConcurrentDictionary<Type, RegisteredPayload> ByType = new();

    /// <summary>Called by generated code, once for each type.</summary>
    /// <typeparam name="T">The type that is read.</typeparam>
    /// <param name="read">Its <c>Read</c>.</param>
    /// <param name="writeTags">Its <c>WriteTags</c>.</param>
    public static void Register<T>(Func<ReadOnlyMemory<byte>, T> read, Action<T, LlmTagWriter, bool> writeTags)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(writeTags);
        ByType[typeof(T)] = new RegisteredPayload<T>(read, writeTags);
    }

    /// <summary>The reader of a type; <see langword="null"/> where it is no <see cref="GatewayMetadataAttribute"/> type.</summary>
    internal static RegisteredPayload? Find(Type type)
    {
        if (!ByType.TryGetValue(type, out var found))
        {
            // Metadata may be the first thing that is used of its assembly.
            RuntimeHelpers.RunModuleConstructor(type.Module.ModuleHandle);
            ByType.TryGetValue(type, out found);
        }

        return found;
    }

    /// <inheritdoc cref="Find(Type)"/>
    internal static bool TryFind<T>([NotNullWhen(true)] out RegisteredPayload<T>? found)
        where T : notnull
    {
        found = Find(typeof(T)) as RegisteredPayload<T>;
        return found is not null;
    }
}
