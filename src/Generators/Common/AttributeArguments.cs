using Microsoft.CodeAnalysis;

namespace TracedLlm.Generators.Common;

/// <summary>Reads the arguments of an attribute. An absent or non-constant argument has the kind <see cref="TypedConstantKind.Error"/>.</summary>
internal static class AttributeArguments
{
    public static TypedConstant First(this AttributeData attribute) =>
        attribute.ConstructorArguments.Length > 0 ? attribute.ConstructorArguments[0] : default;

    public static TypedConstant Named(this AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value;

    /// <summary>The constant if it is a string, else <see langword="null"/>.</summary>
    public static string? Text(this TypedConstant constant) =>
        constant.Kind == TypedConstantKind.Primitive ? constant.Value as string : null;
}
