using Microsoft.CodeAnalysis;

namespace TracedLlm.Generators.Common;

/// <summary>Makes names for the locals of one generated method.</summary>
internal sealed class LocalNames
{
    private readonly HashSet<string> _taken;

    public LocalNames(IMethodSymbol method)
    {
        _taken = [.. method.Parameters.Select(parameter => parameter.Name), .. method.TypeParameters.Select(parameter => parameter.Name)];
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            _taken.UnionWith(type.TypeParameters.Select(parameter => parameter.Name));
        }
    }

    public LocalNames(IEnumerable<string> taken) => _taken = [.. taken];

    /// <summary>The name if it is free, otherwise the name with a number.</summary>
    public string Take(string name)
    {
        var free = name;
        for (var number = 2; !_taken.Add(free); number++)
        {
            free = $"{name}{number}";
        }

        return free;
    }
}
