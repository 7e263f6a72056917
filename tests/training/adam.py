"""Adam with decoupled weight decay (Loshchilov and Hutter, 'Decoupled weight decay regularization', 2019)."""

from collections.abc import Collection, Sequence

import numpy as np

from transforms.extract.events.networks import Floats


class Adam:
    """Steps down the gradients of parameters, which it changes in place.

    Args:
        parameters: The parameters.
        decay: Weight decay.
        decayed: Indices of the parameters that decay.
    """

    def __init__(self, parameters: Sequence[Floats], *, decay: float, decayed: Collection[int]) -> None:
        self.parameters = parameters
        self.decay = decay
        self.decayed = decayed
        self.steps = 0
        self._mean = [np.zeros_like(values) for values in parameters]
        self._square = [np.zeros_like(values) for values in parameters]

    def step(self, gradients: Sequence[Floats], rate: float) -> None:
        """Take a step.

        Args:
            gradients: Those of the parameters, in their order.
            rate: Its size.
        """
        self.steps += 1
        for place, (values, gradient) in enumerate(zip(self.parameters, gradients, strict=True)):
            mean, square = self._mean[place], self._square[place]
            mean += 0.1 * (gradient - mean)
            square += 0.001 * (gradient**2 - square)
            change = (mean / (1 - 0.9**self.steps)) / (np.sqrt(square / (1 - 0.999**self.steps)) + 1e-8)
            if place in self.decayed:
                change = change + self.decay * values
            values -= np.float32(rate) * change
