using System.Runtime.CompilerServices;

namespace TracedLlm.Attempts;

/// <summary>Room on the stack for the attributes of <see cref="SentAddress"/>.</summary>
[InlineArray(SentAddress.Most)]
internal struct AddressTags
{
    private KeyValuePair<string, object?> _first;
}
