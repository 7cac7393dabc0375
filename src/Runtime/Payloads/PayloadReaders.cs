using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace TracedLlm.Payloads;

/// <summary>
/// The generated readers of <see cref="GatewayMetadataAttribute"/> types, without reflection. A module initialiser in the type's
/// assembly registers the reader.
/// </summary>
internal static class PayloadReaders
{
    private static readonly ConcurrentDictionary<Type, RegisteredPayload> ByType = new();

    /// <summary>Adds the reader of a type.</summary>
    public static void Register<T>(Func<ReadOnlyMemory<byte>, T> read, Action<T, LlmTagWriter, bool> writeTags)
        where T : notnull =>
        ByType[typeof(T)] = new RegisteredPayload<T>(read, writeTags);

    /// <summary>The reader of a type; <see langword="null"/> if it is not a <see cref="GatewayMetadataAttribute"/> type.</summary>
    public static RegisteredPayload? Find(Type type)
    {
        if (!ByType.TryGetValue(type, out var found))
        {
            // The assembly's module initialiser has not run if nothing else of the assembly was used before.
            RuntimeHelpers.RunModuleConstructor(type.Module.ModuleHandle);
            ByType.TryGetValue(type, out found);
        }

        return found;
    }
}
