using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using TracedLlm.Facts;

namespace TracedLlm.Export.Views.Facts;

/// <summary>The names that the runtime writes on spans.</summary>
internal static class CanonicalNames
{
    /// <summary>All names.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. new[]
        {
            ReadConstants(typeof(GenAi)),
            ReadConstants(typeof(LiteLlm)),
            ReadConstants(typeof(LibraryAttributes)),
            ReadConstants(typeof(HttpAttributes)),
            ReadConstants(typeof(OpenAi)),
        }
        .SelectMany(names => names)
        .Distinct(),
    ];

    private static IEnumerable<string> ReadConstants(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields)] Type vocabulary) =>
        vocabulary.GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => (string)field.GetRawConstantValue()!);
}
